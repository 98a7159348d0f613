//! What DTS's connector sends: changes in databases of the MySQL family.
//!
//! ```
//! use scf::Error;
//! use scf::events::eventbridge::{Data, Event};
//!
//! #[scf::event]
//! async fn changed(event: Event) -> Result<usize, Error> {
//!     let Data::Dts(change) = event.known_data()? else { return Ok(0) };
//!     let mut ids = 0;
//!     for row in change.rows() {
//!         if let Some(id) = row.now("id") {
//!             scf::tracing::info!(id = ?id.text()?, "row");
//!             ids += 1;
//!         }
//!     }
//!     Ok(ids)
//! }
//! ```

use std::borrow::Cow;

use time::OffsetDateTime;

use crate::error::Error;
use crate::events::codecs::{IfFits, Sparse};
use crate::events::structure::structure;
use crate::events::times::Seconds;
use crate::events::{message, text};

structure! {
    /// A change in a database.
    ///
    /// Page: "DTS connector" of EventBridge (1359).
    pub struct Change {
        /// The topic of the subscription.
        pub topic: Option<String> = "topic";
        /// The partition of the topic.
        pub partition: Option<i32> = "partition" => IfFits;
        /// The number within the partition.
        pub offset: Option<i64> = "offset" => IfFits;
        /// A further number within the partition.
        pub partition_sequence: Option<i64> = "partition_seq" => IfFits;
        /// What has been changed.
        pub event: What = "event" => Sparse;
        /// Where it stands in the log of the database.
        pub header: Header = "header" => Sparse;
        /// When the connector took it, as Go writes a time, or as RFC 3339.
        pub consumer_time: Option<String> = "eb_consumer_time";
        /// The connector; empty in all examples.
        pub connector: Option<String> = "eb_connector";
    }
}

structure! {
    /// What has been changed: rows, or the schema.
    pub struct What {
        /// Rows.
        pub rows: Option<RowChange> = "dmlEvent";
        /// The schema.
        pub schema: Option<SchemaChange> = "ddlEvent";
    }
}

structure! {
    /// Rows that have been inserted, changed or deleted.
    pub struct RowChange {
        /// What has been done with them. The name of the event's kind says it too.
        pub kind: Option<String> = "dmlEventType";
        /// The columns, in the order of the cells of each row.
        pub columns: Vec<Column> = "columns";
        /// The rows.
        pub rows: Vec<Row> = "rows";
    }
}

structure! {
    /// A column.
    pub struct Column {
        /// Its name.
        pub name: String = "name";
        /// Its type in the database, as in `int(11)`.
        pub original_type: Option<String> = "originalType";
        /// Whether it is part of the key.
        pub is_key: Option<bool> = "isKey" => IfFits;
    }
}

structure! {
    /// A row, as it was and as it is.
    pub struct Row {
        /// The cells as they were; none of a row that was inserted.
        pub old_cells: Vec<Cell> = "oldColumns" => Sparse;
        /// The cells as they are; none of a row that was deleted.
        pub new_cells: Vec<Cell> = "newColumns" => Sparse;
    }
}

structure! {
    /// A cell. One that is NULL has none of its fields.
    pub struct Cell {
        /// The number of the value's type.
        pub data_type: Option<i32> = "dataType" => IfFits;
        /// The character set of the bytes, as in `utf8`.
        pub charset: Option<String> = "charset";
        /// The value's bytes in base64: of texts.
        pub bytes: Option<String> = "bv";
        /// The value as text: of numbers.
        pub text: Option<String> = "sv";
    }
}

structure! {
    /// A change of the schema.
    pub struct SchemaChange {
        /// The database.
        pub schema_name: Option<String> = "schemaName";
        /// The statement.
        pub sql: String = "sql";
    }
}

structure! {
    /// Where a change stands in the log of the database.
    pub struct Header {
        /// The number of the kind of database.
        pub source_type: Option<i32> = "sourceType" => IfFits;
        /// The number of the kind of message.
        pub message_type: Option<i32> = "messageType" => IfFits;
        /// When it was done, to the second.
        pub time: Option<OffsetDateTime> = "timestamp" => Seconds;
        /// The database's server.
        pub server_id: Option<i64> = "serverId" => IfFits;
        /// The file of the log.
        pub file_name: Option<String> = "fileName";
        /// The place in the file, in bytes.
        pub position: Option<i64> = "position" => IfFits;
        /// The transaction.
        pub gtid: Option<String> = "gtid";
        /// The database. Absent where the schema is changed.
        pub schema_name: Option<String> = "schemaName";
        /// The table. Absent where the schema is changed.
        pub table_name: Option<String> = "tableName";
        /// The change's number.
        pub sequence: Option<i64> = "seqId" => IfFits;
        /// Whether it is the last part of the change.
        pub is_last: Option<bool> = "isLast" => IfFits;
    }
}

/// A row with its columns.
#[derive(Clone, Copy, Debug)]
pub struct NamedRow<'a> {
    columns: &'a [Column],
    row: &'a Row,
}

impl Change {
    /// The rows that have been changed; none if it is the schema that has.
    pub fn rows(&self) -> impl Iterator<Item = NamedRow<'_>> {
        let change = self.event.rows.iter();
        change.flat_map(|change| change.rows.iter().map(|row| NamedRow { columns: &change.columns, row }))
    }
}

impl<'a> NamedRow<'a> {
    /// The cell of a column, as it was.
    pub fn before(&self, column: &str) -> Option<&'a Cell> {
        self.row.old_cells.get(self.at(column)?)
    }

    /// The cell of a column, as it is.
    pub fn now(&self, column: &str) -> Option<&'a Cell> {
        self.row.new_cells.get(self.at(column)?)
    }

    fn at(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }
}

impl Cell {
    /// Whether it is NULL.
    pub fn is_null(&self) -> bool {
        self.bytes.is_none() && self.text.is_none()
    }

    /// The value as bytes: those of its character set. Nothing if it is NULL.
    ///
    /// # Errors
    ///
    /// If the bytes are no base64.
    pub fn bytes(&self) -> Result<Option<Cow<'_, [u8]>>, Error> {
        match (&self.bytes, &self.text) {
            (Some(bytes), _) => text::from_base64(bytes, WHAT).map(|bytes| Some(Cow::Owned(bytes))),
            (None, Some(text)) => Ok(Some(Cow::Borrowed(text.as_bytes()))),
            (None, None) => Ok(None),
        }
    }

    /// The value as text. Nothing if it is NULL.
    ///
    /// # Errors
    ///
    /// If the bytes are no UTF-8, as those of another character set need not be, or no base64.
    pub fn text(&self) -> Result<Option<Cow<'_, str>>, Error> {
        self.bytes()?.map(|bytes| message::text(bytes, WHAT)).transpose()
    }
}

/// What a cell is in an error.
const WHAT: &str = "the cell's value";
