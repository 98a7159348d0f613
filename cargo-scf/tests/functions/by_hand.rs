//! A function by the contract, in nothing but `std` and JSON. Its first argument says in which way it is broken.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, exit};
use std::{env, fs, thread};

use serde_json::{Value, json};

fn main() {
    let way = env::args().nth(1).unwrap_or_default();
    match way.as_str() {
        "exits" => {
            println!("the database is not there");
            exit(3);
        }
        "is-deaf" => sleep_forever(),
        "starts-hungry" => {
            let _eaten = eaten();
            sleep_forever();
        }
        // Its child leaves it, and would outlive it.
        "has-children" => {
            let mark = env::args().nth(2).expect("a mark");
            let leaves = format!("(setsid sleep 1000{mark} &) ; sleep 2000{mark} & exit 0");
            Command::new("sh").arg("-c").arg(leaves).status().expect("a shell");
        }
        _ => {}
    }
    let outside = env::var_os("TENCENTCLOUD_RUNENV").is_none();
    let port = env::var("PORT").ok().filter(|_| outside).map_or(9000, |port| port.parse().expect("a port"));
    let address = if way == "is-on-loopback" { Ipv4Addr::LOCALHOST } else { Ipv4Addr::UNSPECIFIED };
    let listener = TcpListener::bind(SocketAddr::from((address, port))).expect("the port is free");
    eprintln!("listening");
    for stream in listener.incoming().flatten() {
        let way = way.clone();
        thread::spawn(move || serve(&stream, &way));
    }
}

fn sleep_forever() -> ! {
    loop {
        thread::park();
    }
}

/// More than any of the tests gives.
fn eaten() -> Vec<u8> {
    vec![1; 400 << 20]
}

fn serve(stream: &TcpStream, way: &str) {
    let Some(request) = request(stream) else { return };
    println!("called {}", request["path"].as_str().unwrap_or_default());
    let (status, body) = match way {
        "is-slow" => sleep_forever(),
        "dies" => exit(7),
        "dies-by-signal" => std::process::abort(),
        "is-hungry" => (200, eaten().len().to_string()),
        "answers-too-much" => (200, "x".repeat(6 * 1024 * 1024 + 1)),
        "answers-much" => (200, "x".repeat(6 * 1024 * 1024)),
        "speaks-no-http" => {
            let _ = { stream }.write_all(b"hello\r\n");
            return;
        }
        "fails" => (500, r#"{"errorMessage":"no"}"#.to_owned()),
        "writes-long-lines" => {
            println!("{}", "y".repeat(9000));
            (200, "null".to_owned())
        }
        _ => (200, request.to_string()),
    };
    let head = format!("HTTP/1.1 {status} Fine\r\nContent-Length: {}\r\nX-Own: yes\r\n\r\n", body.len());
    let _ = { stream }.write_all(&[head.as_bytes(), body.as_bytes()].concat());
}

/// The request, and what else there is to see from in here; nothing for a connection without a byte.
fn request(stream: &TcpStream) -> Option<Value> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_owned(), value.to_owned()),
            None => break,
        };
    }
    let length = headers.get("Content-Length").map_or(0, |length| length.parse().expect("a length"));
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let mut words = first.split_whitespace();
    let own_limit = fs::read_to_string("/proc/self/limits").expect("limits");
    let files = own_limit.lines().find_map(|line| line.strip_prefix("Max open files")).expect("a limit of files");
    let can_write = |folder: &str| {
        let path = format!("{folder}/written");
        // Where nothing forbids it nothing is left behind.
        fs::write(&path, "x").and_then(|()| fs::remove_file(&path)).is_ok()
    };
    Some(json!({
        "method": words.next(),
        "path": words.next(),
        "headers": headers,
        "body": String::from_utf8_lossy(&body),
        "environment": env::vars().collect::<BTreeMap<_, _>>(),
        "files": files.split_whitespace().next(),
        "folder": env::current_dir().ok(),
        "temporary": fs::read_dir("/tmp").expect("a folder").map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>(),
        "writes": { "temporary": can_write("/tmp"), "folder": can_write("."), "root": can_write("/var") },
    }))
}
