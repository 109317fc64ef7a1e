//! Which style can be served on which transport under which model: one table, asked before anything is bound.

use ostler_core::Address;

use crate::model::Model;
use crate::server::BindError;

/// Every one of these styles may be served on every one of these transports under every one of these models.
struct Legal {
    transports: &'static [&'static str],
    styles: &'static [&'static str],
    models: &'static [&'static str],
}

const LEGAL: [Legal; 4] = [
    Legal { transports: &["tcp", "unix", "fd", "systemd"], styles: CONNECTION_STYLES, models: ALL_MODELS },
    // Memory is that of one process.
    Legal {
        transports: &["mem"],
        styles: CONNECTION_STYLES,
        models: &["tasks", "per-core", "serial", "threads"],
    },
    Legal {
        transports: &["udp", "unixgram", "fd", "systemd"],
        styles: &["datagram", "blocking_datagram"],
        models: ALL_MODELS,
    },
    // One protocol object hears of every datagram of its socket, so they cannot be shared out.
    Legal {
        transports: &["udp", "unixgram", "fd", "systemd"],
        styles: &["datagram_protocol"],
        models: &["tasks", "per-core", "serial"],
    },
];

const CONNECTION_STYLES: &[&str] = &["stream", "protocol", "blocking", "http"];
const ALL_MODELS: &[&str] = &["tasks", "per-core", "serial", "threads", "processes"];

/// Whether a style can be served at `address` under `model`; the error names what can.
pub(crate) fn check(address: &Address, style: &'static str, model: Model) -> Result<(), BindError> {
    let transport = address.scheme();
    let model = model.name();
    let at_transport = || LEGAL.iter().filter(|legal| legal.transports.contains(&transport));
    let mut with_style = at_transport().filter(|legal| legal.styles.contains(&style)).peekable();
    let allowed = if at_transport().next().is_none() {
        format!("{transport} cannot be served yet")
    } else if with_style.peek().is_none() {
        let styles: Vec<&str> = at_transport().flat_map(|legal| legal.styles).copied().collect();
        format!("{transport} carries the styles {}", listed(&styles))
    } else {
        let models: Vec<&str> = with_style.flat_map(|legal| legal.models).copied().collect();
        if models.contains(&model) {
            return Ok(());
        }
        format!("{style} on {transport} runs under the models {}", listed(&models))
    };
    Err(BindError::IllegalCell { address: Box::new(address.clone()), style, model, allowed })
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).into(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESSES: [&str; 7] = [
        "tcp://127.0.0.1:0",
        "unix:/run/x",
        "mem:x",
        "fd:3",
        "systemd:x",
        "udp://127.0.0.1:0",
        "unixgram:/run/x",
    ];
    const STYLES: [&str; 7] =
        ["stream", "protocol", "blocking", "http", "datagram", "blocking_datagram", "datagram_protocol"];
    const MODELS: [Model; 5] = [
        Model::Tasks,
        Model::PerCore { workers: 1 },
        Model::Serial,
        Model::Threads { max: 1, detached: false },
        Model::Processes { max: 1 },
    ];

    #[test]
    fn there_are_148_legal_cells() {
        let mut legal = 0;
        for address in ADDRESSES {
            let address = address.parse().unwrap();
            for style in STYLES {
                legal += MODELS.iter().filter(|model| check(&address, style, **model).is_ok()).count();
            }
        }
        // Four styles on four transports under five models, on memory under four; two styles of datagrams on four
        // transports under five models, and one under three.
        assert_eq!(legal, 4 * 4 * 5 + 4 * 4 + 2 * 4 * 5 + 4 * 3);
    }

    #[test]
    fn an_illegal_cell_names_the_legal_ones() {
        let check = |address: &str, style: &'static str, model: Model, expected: &str| {
            let error = check(&address.parse().unwrap(), style, model).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check(
            "mem:x",
            "stream",
            Model::processes(1),
            "cannot serve stream at mem:x under processes: stream on mem runs under the models tasks, per-core, \
             serial and threads",
        );
        check(
            "udp://127.0.0.1:9",
            "http",
            Model::Tasks,
            "cannot serve http at udp://127.0.0.1:9 under tasks: udp carries the styles datagram, \
             blocking_datagram and datagram_protocol",
        );
        check(
            "tls://127.0.0.1:9",
            "stream",
            Model::Tasks,
            "cannot serve stream at tls://127.0.0.1:9 under tasks: tls cannot be served yet",
        );
    }
}
