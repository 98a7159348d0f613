//! Where MPS finds media files, and where it puts them.

use crate::events::hidden::Hidden;
use crate::events::structure::structure;

structure! {
    /// A file that MPS reads.
    pub struct MediaInput {
        /// Where it is, `COS`, `URL`, `AWS-S3` or `VOD`: the field of that name says more.
        pub kind: String = "Type";
        /// In COS.
        pub cos: Option<CosFile> = "CosInputInfo";
        /// Behind an address.
        pub url: Option<UrlFile> = "UrlInputInfo";
        /// In S3 of AWS.
        pub s3: Option<S3File> = "S3InputInfo";
        /// In VOD.
        pub vod: Option<VodFile> = "VODInputInfo";
    }
}

structure! {
    /// A file in COS.
    pub struct CosFile {
        /// The bucket, with the account's number: `videos-1250000000`.
        pub bucket: String = "Bucket";
        /// The region: `ap-guangzhou`.
        pub region: String = "Region";
        /// The path, with a slash at its beginning.
        pub object: String = "Object";
    }
}

structure! {
    /// A file behind an address.
    pub struct UrlFile {
        /// The address. It may be signed, and let anybody in who has it.
        pub url: Hidden = "Url";
    }
}

structure! {
    /// A file in S3 of AWS.
    pub struct S3File {
        /// The bucket.
        pub bucket: String = "S3Bucket";
        /// The region.
        pub region: String = "S3Region";
        /// The path.
        pub object: String = "S3Object";
        /// The id of the key with which it is read.
        pub secret_id: Option<Hidden> = "S3SecretId";
        /// The key with which it is read.
        pub secret_key: Option<Hidden> = "S3SecretKey";
    }
}

structure! {
    /// A file in VOD.
    pub struct VodFile {
        /// The bucket.
        pub bucket: String = "Bucket";
        /// The region.
        pub region: String = "Region";
        /// The path.
        pub object: String = "Object";
        /// The number of the VOD application.
        pub sub_app_id: Option<u64> = "SubAppId";
        /// The file's id, which only files of the standard edition have.
        pub file_id: Option<String> = "FileId";
    }
}

structure! {
    /// Where MPS puts files.
    pub struct Storage {
        /// What it is, `COS`, `AWS-S3` or `VOD`: the field of that name says more.
        pub kind: String = "Type";
        /// COS.
        pub cos: Option<CosStorage> = "CosOutputStorage";
        /// S3 of AWS.
        pub s3: Option<S3Storage> = "S3OutputStorage";
        /// VOD.
        pub vod: Option<VodStorage> = "VODOutputStorage";
    }
}

structure! {
    /// A bucket of COS.
    pub struct CosStorage {
        /// The bucket, with the account's number: `videos-1250000000`.
        pub bucket: String = "Bucket";
        /// The region: `ap-guangzhou`.
        pub region: String = "Region";
    }
}

structure! {
    /// A bucket of S3 of AWS.
    pub struct S3Storage {
        /// The bucket.
        pub bucket: String = "S3Bucket";
        /// The region.
        pub region: String = "S3Region";
        /// The id of the key with which it is written.
        pub secret_id: Option<Hidden> = "S3SecretId";
        /// The key with which it is written.
        pub secret_key: Option<Hidden> = "S3SecretKey";
    }
}

structure! {
    /// A bucket of VOD.
    pub struct VodStorage {
        /// The bucket.
        pub bucket: String = "Bucket";
        /// The region.
        pub region: String = "Region";
        /// The number of the VOD application.
        pub sub_app_id: Option<u64> = "SubAppId";
    }
}
