//! What CloudMonitor sends.

use serde_json::Value;

use crate::events::structure::structure;

structure! {
    /// An alarm of CloudMonitor about a resource. [`Event::status`](super::super::Event) says whether it is raised.
    ///
    /// Page: "CloudMonitor events" of EventBridge (1359).
    pub struct Alarm {
        /// The account's APPID.
        pub app_id: Option<String> = "appId";
        /// The resource.
        pub instance_id: Option<String> = "instanceId";
        /// The project of the resource.
        pub project_id: Option<String> = "projectId";
        /// What tells the resource from others, by name.
        pub dimensions: Option<Value> = "dimensions";
        /// What else there is to say: by name, or an array of `key` and `value`.
        pub additional: Option<Value> = "additionalMsg";
    }
}
