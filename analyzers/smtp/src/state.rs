//! Where a session stands, and what may come there (RFC 5321, section 4.1.4).

use crate::parse::Command;

/// Where a session stands. The numbers appear in the details of `smtp_unexpected`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum State {
    /// Waiting for the client's greeting.
    Initiated = 1,
    /// The server does not serve.
    NotAvailable = 2,
    /// Waiting for a mail.
    Ready = 3,
    /// The sender is named.
    MailOk = 4,
    /// A recipient is named.
    RcptOk = 5,
    /// Within a mail.
    InData = 6,
    /// The mail is over, the reply is not there.
    AfterData = 7,
    /// Within authentication.
    InAuth = 8,
    /// TLS has begun.
    InTls = 9,
    /// The client said goodbye.
    Quit = 10,
    /// Bytes were lost.
    AfterGap = 11,
    /// Something was understood after a loss; anything may come.
    GapRecovery = 12,
    /// Within the chunks of BDAT.
    InBdat = 13,
}

/// What a step leads to.
#[derive(Debug, PartialEq, Eq)]
pub struct Step {
    /// Where the session stands now.
    pub state: State,
    /// It did not belong there.
    pub unexpected: bool,
}

/// The step that a command is.
pub fn on_command(state: State, command: Command) -> Step {
    use State::*;
    let (next, fits) = match command {
        Command::Ehlo | Command::Helo => (Ready, matches!(state, Initiated | Ready)),
        Command::Mail | Command::Send | Command::Soml | Command::Saml => (MailOk, state == Ready),
        Command::Rcpt => (RcptOk, matches!(state, MailOk | RcptOk)),
        Command::Data => (InData, state == RcptOk),
        Command::EndOfData => (AfterData, state == InData),
        Command::Rset => (Ready, true),
        Command::Quit => (Quit, state != Quit),
        Command::Auth | Command::Starttls | Command::XAnonymousTls => (state, state == Ready),
        // A chunk stands outside of the order that mails by DATA have.
        Command::Bdat => (InBdat, false),
        _ => (state, state != Quit),
    };
    let unexpected = !fits && !matches!(state, AfterGap | GapRecovery) || command == Command::Bdat;
    Step { state: next, unexpected }
}

/// The step that the last line of a reply is. `None` for a state that is not left.
pub fn on_reply(state: State, command: Command, code: u16) -> Step {
    use State::*;
    let refused = (400..600).contains(&code);
    let (next, fits) = match (command, code) {
        (Command::Opening, 220) => (state, true),
        (Command::Opening, _) => (NotAvailable, refused),
        (Command::Ehlo | Command::Helo, 250) => (state, true),
        (Command::Ehlo | Command::Helo, _) => (if state == Ready { Initiated } else { state }, refused),
        (Command::Mail | Command::Send | Command::Soml | Command::Saml, _) => {
            (if refused && state == MailOk { Ready } else { state }, refused || code == 250)
        }
        (Command::Data, 354) => (state, true),
        (Command::Data, _) => (if refused && state == InData { Ready } else { state }, refused),
        (Command::EndOfData, _) => (if state == AfterData { Ready } else { state }, refused || code == 250),
        (Command::Bdat, _) => (state, code == 250),
        (Command::Auth | Command::AuthAnswer, 334) => (InAuth, true),
        (Command::Auth | Command::AuthAnswer, _) => {
            (if state == InAuth { Ready } else { state }, refused || code == 235)
        }
        _ => (state, true),
    };
    Step { state: next, unexpected: !fits && !matches!(state, AfterGap | GapRecovery) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail() {
        let mut state = State::Initiated;
        let steps = [
            (Command::Ehlo, State::Ready),
            (Command::Mail, State::MailOk),
            (Command::Rcpt, State::RcptOk),
            (Command::Rcpt, State::RcptOk),
            (Command::Data, State::InData),
            (Command::EndOfData, State::AfterData),
        ];
        for (command, expected) in steps {
            assert_eq!(on_command(state, command), Step { state: expected, unexpected: false });
            state = expected;
        }
        assert_eq!(on_reply(state, Command::EndOfData, 250), Step { state: State::Ready, unexpected: false });
        assert!(on_command(state, Command::Mail).unexpected);
    }

    #[test]
    fn refusals() {
        assert_eq!(on_reply(State::MailOk, Command::Mail, 503).state, State::Ready);
        assert_eq!(on_reply(State::InData, Command::Data, 503).state, State::Ready);
        assert!(on_reply(State::RcptOk, Command::Bdat, 521).unexpected);
        assert!(on_command(State::Ready, Command::Rcpt).unexpected);
    }
}
