//! Environment → [`Function`]. Nobody else reads the environment.

use crate::context::Credentials;
use crate::platform::variable;

/// What the environment says of this function: the same for every request of an instance.
///
/// An `#[scf::init]` takes it as `&Function`. Outside the platform most of it is absent.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Function {
    on_scf: bool,
    name: Option<String>,
    version: Option<String>,
    region: Option<String>,
    app_id: Option<String>,
    uin: Option<String>,
    code_root: Option<String>,
    user: Option<String>,
}

impl Function {
    /// A function for a test.
    ///
    /// ```
    /// let function = scf::Function::builder().on_scf(true).name("greet").build();
    /// assert_eq!(function.name(), Some("greet"));
    /// ```
    pub fn builder() -> FunctionBuilder {
        FunctionBuilder::default()
    }

    pub(crate) fn from_environment() -> Self {
        let text = |name| variable(name).ok().flatten();
        Self {
            on_scf: text(variable::RUN_ENVIRONMENT).as_deref() == Some(variable::RUN_ENVIRONMENT_ON_SCF),
            name: text(variable::FUNCTION_NAME),
            version: text(variable::FUNCTION_VERSION),
            region: text(variable::REGION),
            app_id: text(variable::APP_ID),
            uin: text(variable::UIN),
            code_root: text(variable::CODE_ROOT),
            user: text(variable::USER),
        }
    }

    /// Whether this process runs on the platform (`TENCENTCLOUD_RUNENV` is `SCF`).
    pub fn on_scf(&self) -> bool {
        self.on_scf
    }

    /// The function's name (`SCF_FUNCTIONNAME`).
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The function's version (`SCF_FUNCTIONVERSION`): `$LATEST` or a number.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The region (`TENCENTCLOUD_REGION`), for example `ap-guangzhou`.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The owner's APPID (`TENCENTCLOUD_APPID`).
    pub fn app_id(&self) -> Option<&str> {
        self.app_id.as_deref()
    }

    /// The owner's UIN (`TENCENTCLOUD_UIN`).
    pub fn uin(&self) -> Option<&str> {
        self.uin.as_deref()
    }

    /// The directory of the code (`USER_CODE_ROOT`), `/var/user/` on the platform.
    pub fn code_root(&self) -> Option<&str> {
        self.code_root.as_deref()
    }

    /// The name in `USER`, `qcloud` on the platform; it says nothing of the numeric user.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The variables that the platform promises and that are not there.
    pub(crate) fn missing(&self) -> Vec<&'static str> {
        [
            (variable::FUNCTION_NAME, &self.name),
            (variable::FUNCTION_VERSION, &self.version),
            (variable::REGION, &self.region),
            (variable::APP_ID, &self.app_id),
            (variable::UIN, &self.uin),
            (variable::CODE_ROOT, &self.code_root),
            (variable::USER, &self.user),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.is_none().then_some(name))
        .collect()
    }
}

/// Makes a [`Function`] for a test.
#[derive(Default)]
#[must_use]
pub struct FunctionBuilder(Function);

impl FunctionBuilder {
    /// Sets whether the process seems to run on the platform.
    pub fn on_scf(mut self, on_scf: bool) -> Self {
        self.0.on_scf = on_scf;
        self
    }

    /// Sets the function's name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.0.name = Some(name.into());
        self
    }

    /// Sets the function's version.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.0.version = Some(version.into());
        self
    }

    /// Sets the region.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.0.region = Some(region.into());
        self
    }

    /// Sets the owner's APPID.
    pub fn app_id(mut self, app_id: impl Into<String>) -> Self {
        self.0.app_id = Some(app_id.into());
        self
    }

    /// Sets the owner's UIN.
    pub fn uin(mut self, uin: impl Into<String>) -> Self {
        self.0.uin = Some(uin.into());
        self
    }

    /// Sets the directory of the code.
    pub fn code_root(mut self, code_root: impl Into<String>) -> Self {
        self.0.code_root = Some(code_root.into());
        self
    }

    /// Sets the user's name.
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.0.user = Some(user.into());
        self
    }

    /// The function.
    pub fn build(self) -> Function {
        self.0
    }
}

/// A variable's text, `None` where it is not set or empty, and an error where it is no Unicode.
pub(crate) fn variable(name: &str) -> Result<Option<String>, String> {
    match std::env::var_os(name).filter(|value| !value.is_empty()).map(std::ffi::OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(odd)) => Err(odd.to_string_lossy().into_owned()),
    }
}

/// The credentials of the execution role, where the platform puts them into the environment: it does so for
/// code packages, and does not promise it for images.
pub(crate) fn credentials() -> Option<Credentials> {
    let secret = |name| variable(name).ok().flatten();
    let (id, key) = (secret(variable::SECRET_ID)?, secret(variable::SECRET_KEY)?);
    Some(Credentials::new(&id, &key, &secret(variable::SESSION_TOKEN).unwrap_or_default()))
}
