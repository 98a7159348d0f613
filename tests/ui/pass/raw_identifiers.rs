struct r#Struct;

mod r#mod {
    #[scf::init]
    pub fn r#struct() -> super::r#Struct {
        super::r#Struct
    }

    #[scf::event]
    pub async fn r#async(r#type: String, r#struct: scf::State<super::r#Struct>) -> String {
        drop(r#struct);
        r#type
    }

    #[scf::shutdown]
    pub async fn r#move(r#loop: scf::State<super::Struct>) {
        drop(r#loop);
    }
}

mod http {
    #[scf::http(get = "/{type}")]
    async fn r#match(r#type: scf::http::Path<u64>) -> String {
        r#type.to_string()
    }

    #[scf::http]
    fn r#use(r#app: &mut scf::http::ServiceConfig) {
        let _ = r#app;
    }
}

fn main() {}
