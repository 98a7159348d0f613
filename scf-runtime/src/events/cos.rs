//! The COS trigger.

use std::borrow::Cow;

use time::OffsetDateTime;

use super::headers::Headers;
use super::structure::structure;
use super::times::Seconds;

mod key;
mod name;
#[cfg(test)]
mod tests;

pub use name::{Created, EventName, Removed, Restored};

structure! {
    /// What has happened to objects of COS.
    ///
    /// Page: 583/9707.
    ///
    /// ```
    /// use scf::events::cos;
    ///
    /// #[scf::event]
    /// async fn index(event: cos::Event) -> Vec<String> {
    ///     let created = event.records.iter().filter(|record| record.is_created());
    ///     created.map(|record| format!("{}: {}", record.bucket_full(), record.object_key())).collect()
    /// }
    /// ```
    pub struct Event {
        /// What has happened, as far as is known one thing an event.
        pub records: Vec<Record> = "Records", required;
    }
}

structure! {
    /// One thing that has happened to an object.
    pub struct Record {
        /// The object and its bucket.
        pub cos: Subject = "cos", required;
        /// What was done to it.
        pub action: Action = "event", required;
    }
}

structure! {
    /// The object to which something has happened, and its bucket.
    pub struct Subject {
        /// The version of this form: `1.0`.
        pub schema_version: String = "cosSchemaVersion";
        /// The bucket.
        pub bucket: Bucket = "cosBucket", required;
        /// The object.
        pub object: Object = "cosObject", required;
        /// It is `unkown`, spelled like this, in all events that are known.
        pub notification_id: String = "cosNotificationId";
    }
}

structure! {
    /// A bucket.
    pub struct Bucket {
        /// Its name without the account's number. COS knows it by both: see [`Record::bucket_full`].
        pub name: String = "name";
        /// The APPID of the account that owns it.
        pub app_id: String = "appid";
        /// Its region, mostly in short: `gz`. What an SDK takes is [`Bucket::sdk_region`].
        pub region: String = "region";
    }
}

structure! {
    /// An object.
    pub struct Object {
        /// Its key as it came, as in `/1250000000/pictures/2026/cat.png`: behind the account's number and the bucket. The
        /// key by which COS knows it is [`Record::object_key`].
        pub key: String = "key", required;
        /// Its size in bytes. What it is of an object that has been removed is not documented.
        pub size: Option<u64> = "size";
        /// Its address. It does not let anybody in who may not read the object.
        pub url: String = "url";
        /// Its version; empty unless the bucket keeps versions.
        pub version_id: String = "vid";
        /// Its headers, as far as COS tells them: `Content-Type`, which may be empty, `x-cos-meta-…` and others.
        pub meta: Headers = "meta";
    }
}

structure! {
    /// What was done to an object, when and by which request.
    pub struct Action {
        /// What it is.
        pub name: EventName = "eventName";
        /// The version of this form: `1.0`.
        pub version: String = "eventVersion";
        /// Who says so: `qcs::cos`.
        pub source: String = "eventSource";
        /// When it happened, to the second.
        pub time: Option<OffsetDateTime> = "eventTime" => Seconds;
        /// The function for which the event is, as in
        /// `qcs:0:scf:ap-guangzhou:appid/1250000000:default.index.$DEFAULT`.
        pub queue: String = "eventQueue";
        /// The request to COS that has done it.
        pub request: Option<Request> = "requestParameters";
        /// It is empty in all events that are known.
        pub reserved: String = "reservedInfo";
        /// A number of the request. It is missing in old events.
        pub request_number: Option<u64> = "reqid";
    }
}

structure! {
    /// A request to COS.
    pub struct Request {
        /// The address from which it came.
        pub source_ip: String = "requestSourceIP";
        /// Some of its headers. `Authorization` among them is a credential, and may still be good: what is printed
        /// with `{:?}` does not show it, but what is serialised has it.
        pub headers: Headers = "requestHeaders";
    }
}

impl Record {
    /// The object's key, as requests to COS take it: `2026/cat.png` of `/1250000000/pictures/2026/cat.png`.
    ///
    /// Whether the event escapes the key (`%20` for a space) is not documented. The object's address does, and so
    /// tells: a key that reads as it does in the address, or that becomes what the address says by being
    /// decoded, is decoded; one that reads like the decoded address is left as it is. If the address says
    /// neither, the key is decoded if it is escaped from its beginning to its end and UTF-8 comes of it.
    pub fn object_key(&self) -> Cow<'_, str> {
        let key = key::without_bucket(&self.cos.object.key, &self.cos.bucket);
        key::unescaped(key, &self.cos.object.url)
    }

    /// The object's key as a path of a URL has it: percent-encoded but for the slashes, and without one at its begin.
    pub fn object_path(&self) -> String {
        key::escaped(&self.object_key())
    }

    /// Gives the object another key, as [`object_key`](Self::object_key) returns it, and the address that belongs to it:
    /// for tests that change a sample.
    pub fn set_object_key(&mut self, key: &str) {
        let Bucket { name, app_id, region, .. } = &self.cos.bucket;
        let host = key::host(&self.cos.object.url).map_or_else(
            || format!("http://{}.cos.{}.myqcloud.com", self.bucket_full(), self.region().unwrap_or(region)),
            str::to_owned,
        );
        let url = format!("{host}/{}", key::escaped(key));
        let key = format!("/{app_id}/{name}/{key}");
        self.cos.object.key = key;
        self.cos.object.url = url;
    }

    /// The object's size in bytes. What it is of an object that has been removed is not documented.
    pub fn size(&self) -> Option<u64> {
        self.cos.object.size
    }

    /// The bucket's region as SDKs take it: see [`Bucket::sdk_region`].
    pub fn region(&self) -> Option<&str> {
        self.cos.bucket.sdk_region()
    }

    /// The bucket's name as requests to COS take it: `pictures-1250000000`.
    pub fn bucket_full(&self) -> String {
        let Bucket { name, app_id, .. } = &self.cos.bucket;
        let has_number = name.strip_suffix(app_id.as_str()).is_some_and(|name| name.ends_with('-'));
        if app_id.is_empty() || has_number { name.clone() } else { format!("{name}-{app_id}") }
    }

    /// Whether there is a new object, or a new version of one.
    pub fn is_created(&self) -> bool {
        self.action.name.is_created()
    }

    /// Whether an object is gone, or hidden behind a delete marker.
    pub fn is_removed(&self) -> bool {
        self.action.name.is_removed()
    }
}

impl Bucket {
    /// The region as SDKs take it: `ap-guangzhou` for `gz`. Nothing for a short code that is not known.
    pub fn sdk_region(&self) -> Option<&str> {
        let region = self.region.trim();
        Some(match region.to_ascii_lowercase().as_str() {
            "bj" => "ap-beijing",
            "bjjr" => "ap-beijing-fsi",
            "cd" => "ap-chengdu",
            "cq" => "ap-chongqing",
            "gz" => "ap-guangzhou",
            "nj" => "ap-nanjing",
            "sh" => "ap-shanghai",
            "shjr" => "ap-shanghai-fsi",
            "szjr" => "ap-shenzhen-fsi",
            // What COS has called its first zone in the north.
            "tj" => "ap-beijing-1",
            "hk" => "ap-hongkong",
            "in" => "ap-mumbai",
            "jp" => "ap-tokyo",
            "kr" => "ap-seoul",
            "sg" | "sgp" => "ap-singapore",
            "th" => "ap-bangkok",
            "ca" => "na-toronto",
            "de" | "ger" => "eu-frankfurt",
            "use" => "na-ashburn",
            "usw" => "na-siliconvalley",
            _ => return region.contains('-').then_some(region),
        })
    }
}
