//! Who logged in, told from the lengths of encrypted packets.
//!
//! Before anybody is let in, the server's packets have telling lengths whatever the cipher: the answer to the request
//! for the service `ssh-userauth`, then one message for each attempt. A failure lists what is left to try, so all failures
//! of a connection have the same length; a success has no content and is 16 bytes shorter than the first answer.
//! What the server sends before the client's first encrypted packet (RFC 8308, extensions) is none of that.

/// What a packet says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// An attempt failed.
    Failure,
    /// An attempt succeeded; true when it was the first, without any proof.
    Success(bool),
}

/// Difference between the first answer and a success, in bytes.
const SUCCESS_IS_SHORTER_BY: usize = 16;

/// What is known of one connection.
#[derive(Default)]
pub struct Login {
    client_began: bool,
    service_accept: Option<usize>,
    failure: Option<usize>,
    decided: bool,
}

impl Login {
    /// The client sent encrypted bytes.
    pub fn client(&mut self) {
        self.client_began = true;
    }

    /// The server sent this many encrypted bytes.
    pub fn server(&mut self, length: usize) -> Option<Outcome> {
        if self.decided || !self.client_began {
            return None;
        }
        let Some(accept) = self.service_accept else {
            self.service_accept = Some(length);
            return None;
        };
        let success = length.saturating_add(SUCCESS_IS_SHORTER_BY) == accept;
        match self.failure {
            Some(failure) if length == failure => Some(Outcome::Failure),
            None if !success => {
                // The client's first attempt asks what there is to try: it counts for nothing.
                self.failure = Some(length);
                None
            }
            first => success.then(|| {
                self.decided = true;
                Outcome::Success(first.is_none())
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes() {
        let check = |lengths: &[usize], expected: &[Outcome]| {
            let mut login = Login::default();
            assert_eq!(login.server(228), None);
            login.client();
            let told: Vec<Outcome> = lengths.iter().filter_map(|l| login.server(*l)).collect();
            assert_eq!(told, expected, "{lengths:?}");
        };
        use Outcome::*;
        check(&[48, 80, 48, 80, 480, 32, 80], &[Failure, Success(false)]);
        check(&[48, 32, 80, 80], &[Success(true)]);
        check(&[44, 52, 52, 52], &[Failure, Failure]);
        check(&[64, 80, 48], &[Success(false)]);
    }
}
