//! The manifest as it is published: with the addresses that only who publishes it knows.

use anyhow::{Context, bail};

/// Addresses of the project, given by who makes a package; what is not given is not in it.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Addresses {
    /// The project's page, for the manifest
    #[arg(long, value_name = "URI", value_parser = uri)]
    project_uri: Option<String>,
    /// The licence's page, for the manifest
    #[arg(long, value_name = "URI", value_parser = uri)]
    license_uri: Option<String>,
    /// The folder of the commands' pages, for `Get-Help -Online`
    #[arg(long, value_name = "URI", value_parser = uri)]
    pub(super) help_uri: Option<String>,
}

fn uri(text: &str) -> Result<String, String> {
    let plain = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty())
        && text.chars().all(|c| c.is_ascii_graphic() && !"'\"<>`\\".contains(c));
    if plain { Ok(text.to_owned()) } else { Err("give a whole address that begins with https://".to_owned()) }
}

/// Writes the addresses into the manifest's `PSData`, and checks that the version is the workspace's.
pub(super) fn published(manifest: &str, addresses: &Addresses) -> anyhow::Result<String> {
    let version = env!("CARGO_PKG_VERSION");
    let line = manifest.lines().find(|line| line.trim_start().starts_with("ModuleVersion ")).unwrap_or_default();
    if !line.ends_with(&format!("'{version}'")) {
        bail!("Snapline.psd1 is of another version than the workspace ({version}): `{}`", line.trim());
    }
    let mut data = String::new();
    for (name, value) in [("ProjectUri", &addresses.project_uri), ("LicenseUri", &addresses.license_uri)] {
        if let Some(value) = value {
            data.push_str(&format!("            {name} = '{value}'\n"));
        }
    }
    let (head, tail) = manifest.split_once("        PSData = @{\n").context("Snapline.psd1 has no `PSData = @{`")?;
    Ok(format!("{head}        PSData = @{{\n{data}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = concat!(
        "@{\n    ModuleVersion        = '",
        env!("CARGO_PKG_VERSION"),
        "'\n    PrivateData = @{\n        PSData = @{\n            Tags = @('a')\n        }\n    }\n}\n"
    );

    #[test]
    fn addresses_are_written_only_when_given() {
        assert_eq!(published(MANIFEST, &Addresses::default()).unwrap(), MANIFEST);
        let given = Addresses { project_uri: Some("https://example.org/p".into()), ..Addresses::default() };
        let text = published(MANIFEST, &given).unwrap();
        assert!(text.contains("PSData = @{\n            ProjectUri = 'https://example.org/p'\n            Tags"));
        assert!(!text.contains("LicenseUri"));
    }

    #[test]
    fn another_version_is_refused() {
        let other = MANIFEST.replace(env!("CARGO_PKG_VERSION"), "9.9.9");
        assert!(published(&other, &Addresses::default()).unwrap_err().to_string().contains("9.9.9"));
    }

    #[test]
    fn an_address_cannot_leave_its_quotes() {
        assert!(uri("https://example.org/a").is_ok());
        for bad in ["http://example.org", "https://", "https://a'; evil", "https://a b", "file:///etc", ""] {
            assert!(uri(bad).is_err(), "{bad}");
        }
    }
}
