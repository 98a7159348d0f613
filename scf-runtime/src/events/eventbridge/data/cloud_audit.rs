//! What CloudAudit sends.

use serde_json::Value;

use crate::events::codecs::{IfAllFits, IfFits};
use crate::events::structure::structure;

structure! {
    /// What somebody has done with the account: a record of CloudAudit. No real one has been seen: the type is made from
    /// the page's table, whose types and examples differ.
    ///
    /// Page: "CloudAudit events" of EventBridge (1359), and the fields of a record in CloudAudit (629).
    pub struct Record {
        /// Who did it.
        pub user_identity: Option<UserIdentity> = "userIdentity" => IfAllFits;
        /// The region in which it was done.
        pub event_region: Option<String> = "eventRegion";
        /// The version of the record's form.
        pub event_version: Option<i64> = "eventVersion" => IfFits;
        /// 0 if the gateway of the API let it through.
        pub error_code: Option<i64> = "errorCode" => IfFits;
        /// Why the gateway did not let it through.
        pub error_message: Option<String> = "errorMessage";
        /// The id of the request.
        pub request_id: Option<String> = "requestID";
        /// The id of the record.
        pub event_id: Option<String> = "eventID";
        /// The version of the API, as in `3.0`.
        pub api_version: Option<String> = "apiVersion";
        /// By which way: `ApiCall`, `ConsoleCall`, `MiniProgramCall`.
        pub event_type: Option<String> = "eventType";
        /// `Read` or `Write`.
        pub action_type: Option<String> = "actionType";
        /// 0 if the API did it.
        pub api_error_code: Option<i64> = "apiErrorCode" => IfFits;
        /// Why the API did not do it.
        pub api_error_message: Option<String> = "apiErrorMessage";
        /// The program that asked for it.
        pub user_agent: Option<String> = "userAgent";
        /// When it was done: as text, since the table calls it a number, and its example is a date without a zone.
        pub event_time: Option<String> = "eventTime";
        /// Whether it is an operation that counts as sensitive: 1 if so.
        pub sensitive_action: Option<i64> = "sensitiveAction" => IfFits;
        /// The number of the platform on which it was done.
        pub event_platform: Option<i64> = "eventPlatform" => IfFits;
        /// The address from which it was done, as text.
        pub source_ip: Option<String> = "sourceIPAddress";
        /// The product, as in `cam`.
        pub resource_type: Option<String> = "resourceType";
        /// What was done, as in `GetPolicy`.
        pub event_name: Option<String> = "eventName";
        /// The host that was asked.
        pub event_source: Option<String> = "eventSource";
        /// With which parameters.
        pub request_parameters: Option<Value> = "requestParameters";
        /// What was answered.
        pub response_elements: Option<Value> = "requestElements" | "responseElements";
        /// The resources, as one text.
        pub resources: Option<String> = "resources";
        /// The name of the resource.
        pub resource_name: Option<String> = "resourceName";
        /// Tags, as one text of JSON.
        pub tags: Option<String> = "tags";
    }
}

structure! {
    /// Who has done something with the account.
    pub struct UserIdentity {
        /// The user.
        pub principal_id: Option<String> = "principalId";
        /// The account.
        pub account_id: Option<String> = "accountId";
        /// The id of the key. It names the key, and is not the key.
        pub secret_id: Option<String> = "secretId";
        /// `root`, or what else the user is.
        pub kind: Option<String> = "type";
        /// The user's name.
        pub user_name: Option<String> = "userName";
        /// What is known of a session with temporary credentials.
        pub session_context: Option<Value> = "sessionContext";
    }
}
