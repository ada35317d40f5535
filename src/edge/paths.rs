//! Where the program's files lie: configuration, data, and state.
//!
//! Each folder follows the custom of the system (XDG on Linux) and can be put elsewhere by a
//! variable. Naming a folder does not create it; whoever writes there does. The configuration is
//! only ever read, and only through here.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::secrets::Env;
use crate::problem::{Problem, ProblemKind};
use crate::report::Warning;

/// The program's folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Holds `config.toml` and `themes/`.
    pub config_dir: PathBuf,
    /// Holds `sessions/`.
    pub data_dir: PathBuf,
    /// Holds the log.
    pub state_dir: PathBuf,
}

/// Configuration and theme files longer than this many bytes are not read.
const MAX_FILE: u64 = 1 << 20;

impl Paths {
    /// Finds the folders: `CAUSERIE_CONFIG_DIR`, `CAUSERIE_DATA_DIR` and `CAUSERIE_STATE_DIR`, or
    /// else what is customary on this system.
    ///
    /// # Errors
    ///
    /// There is no home folder, and not every folder is named by its variable.
    pub fn find(env: &Env) -> Result<Self, Problem> {
        let home = ProjectDirs::from("", "", "causerie");
        Self::choose(env, home.as_ref())
    }

    fn choose(env: &Env, home: Option<&ProjectDirs>) -> Result<Self, Problem> {
        let pick = |variable: &str, customary: fn(&ProjectDirs) -> &Path| {
            let named = env.path(variable).or_else(|| home.map(customary));
            named.map(Path::to_path_buf).ok_or_else(|| {
                Problem::new(ProblemKind::Config, "Cannot tell where files belong")
                    .because("no home folder is known")
                    .hint(format!("Set HOME, or name a folder in {variable}"))
            })
        };
        Ok(Self {
            config_dir: pick("CAUSERIE_CONFIG_DIR", ProjectDirs::config_dir)?,
            data_dir: pick("CAUSERIE_DATA_DIR", ProjectDirs::data_dir)?,
            // Only Linux tells state from data.
            state_dir: pick("CAUSERIE_STATE_DIR", |home| {
                home.state_dir().unwrap_or_else(|| home.data_local_dir())
            })?,
        })
    }

    /// The folder of session files.
    pub fn sessions_dir(&self) -> PathBuf {
        self.data_dir.join("sessions")
    }

    /// The configuration file, which need not exist.
    pub fn config_file(&self) -> PathBuf {
        self.config_dir.join("config.toml")
    }

    /// The diagnostics log.
    pub fn log_file(&self) -> PathBuf {
        self.state_dir.join("causerie.log")
    }

    /// What is open and what is folded, by kind.
    pub fn folds_file(&self) -> PathBuf {
        self.state_dir.join("folds")
    }

    /// Holds what was copied last, where no clipboard is known to have it.
    pub fn copied_file(&self) -> PathBuf {
        self.state_dir.join("copied.txt")
    }

    /// Reads the configuration file, if there is one; one that cannot be read is a warning.
    pub fn read_config(&self) -> (Option<(PathBuf, String)>, Vec<Warning>) {
        let path = self.config_file();
        match read_bounded(&path) {
            Ok(text) => (Some((path, text)), Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (None, Vec::new()),
            Err(error) => {
                let text = format!("cannot be read: {error}; ignored");
                let warning = Warning::new(path.display().to_string(), text);
                (None, vec![warning])
            }
        }
    }

    /// Reads a person's own theme; `None` if there is none that can be read.
    ///
    /// `name` is a bare name; one that could lead out of the folder finds nothing.
    pub fn read_theme(&self, name: &str) -> Option<String> {
        let file = format!("{name}.toml");
        let is_bare = Path::new(&file)
            .file_name()
            .is_some_and(|bare| bare == &*file);
        let path = self.config_dir.join("themes").join(&file);
        read_bounded(&path).ok().filter(|_| is_bare)
    }
}

fn read_bounded(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let n_bytes = File::open(path)?
        .take(MAX_FILE + 1)
        .read_to_string(&mut text)?;
    if n_bytes as u64 > MAX_FILE {
        let text = format!("it is longer than {MAX_FILE} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn in_folder(root: &Path) -> Paths {
        let names = ["CONFIG", "DATA", "STATE"];
        let env = names.map(|name| (format!("CAUSERIE_{name}_DIR"), root.join(name)));
        Paths::choose(&Env::from_iter(env), None).unwrap()
    }

    #[test]
    fn variables_name_each_folder_and_need_no_home() {
        let paths = in_folder(Path::new("/r"));
        assert_eq!(paths.sessions_dir(), Path::new("/r/DATA/sessions"));
        assert_eq!(paths.config_file(), Path::new("/r/CONFIG/config.toml"));
        assert_eq!(paths.log_file(), Path::new("/r/STATE/causerie.log"));
    }

    #[test]
    fn without_a_home_the_problem_says_what_to_set() {
        let env = Env::from_iter([("CAUSERIE_CONFIG_DIR", "/r")]);
        let problem = Paths::choose(&env, None).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Config);
        assert_eq!(
            problem.hints,
            ["Set HOME, or name a folder in CAUSERIE_DATA_DIR"]
        );
    }

    #[test]
    fn with_a_home_every_folder_is_named_after_the_program() {
        let home = ProjectDirs::from("", "", "causerie");
        let home = home.expect("whoever runs tests has a home folder");
        let paths = Paths::choose(&Env::default(), Some(&home)).unwrap();
        for dir in [&paths.config_dir, &paths.data_dir, &paths.state_dir] {
            let shown = dir.display().to_string();
            assert!(shown.contains("causerie"), "{shown}");
        }
    }

    #[test]
    fn a_missing_configuration_is_no_fault_and_an_unreadable_one_is_a_warning() {
        let root = tempfile::tempdir().unwrap();
        let paths = in_folder(root.path());
        assert_eq!(paths.read_config(), (None, Vec::new()));

        fs::create_dir_all(&paths.config_dir).unwrap();
        fs::write(paths.config_file(), "theme = 'dark'").unwrap();
        let read = Some((paths.config_file(), "theme = 'dark'".to_owned()));
        assert_eq!(paths.read_config(), (read, Vec::new()));

        for unreadable in [vec![0xff], vec![b' '; (1 << 20) + 1]] {
            fs::write(paths.config_file(), unreadable).unwrap();
            let (text, warnings) = paths.read_config();
            assert_eq!((text, warnings.len()), (None, 1));
        }
    }

    #[test]
    fn themes_are_found_by_bare_names_only() {
        let root = tempfile::tempdir().unwrap();
        let paths = in_folder(root.path());
        fs::create_dir_all(paths.config_dir.join("themes")).unwrap();
        fs::write(paths.config_dir.join("themes/mine.toml"), "x").unwrap();
        fs::write(paths.config_dir.join("config.toml"), "y").unwrap();
        let found = ["mine", "other", "../config", ""].map(|name| paths.read_theme(name));
        assert_eq!(found, [Some("x".to_owned()), None, None, None]);
    }
}
