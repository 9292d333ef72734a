//! Requests that scripts send over HTTP, to a server of this test: ActiveHTTP, and what the plugin for Ryu makes of flows.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use zander_tests::command::{Outcome, run_in};

const ZANDER: &str = env!("CARGO_BIN_EXE_zander");

/// A server that answers each path in its own way, and keeps what it was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = asked.clone();
        // Ends with the test.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let request = Self::serve(stream).unwrap_or_else(|e| e.to_string());
                kept.lock().expect("nobody has panicked").push(request);
            }
        });
        Server { port, asked }
    }

    /// Reads a request and answers it; returns its first line and its body.
    fn serve(mut stream: TcpStream) -> std::io::Result<String> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let (mut first, mut length) = (String::new(), 0);
        reader.read_line(&mut first)?;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.trim().parse().unwrap_or(0);
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let answer = match first.split(' ').nth(1).unwrap_or_default() {
            "/moved" => "HTTP/1.1 302 Found\r\nLocation: /page\r\nContent-Length: 0\r\n\r\n",
            "/missing" => "HTTP/1.1 404 Not Found\r\nX-Why: it is gone\r\nContent-Length: 3\r\n\r\nno\n",
            "/stats/flowentry/modify" => {
                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\nbusy"
            }
            _ => "HTTP/1.1 200 OK\r\nX-Kind: page\r\nContent-Length: 12\r\n\r\nline 1\nline2",
        };
        // One request a connection.
        stream.write_all(answer.replacen("\r\n", "\r\nConnection: close\r\n", 1).as_bytes())?;
        Ok(format!("{} {}", first.trim_end(), String::from_utf8_lossy(&body)).trim_end().to_owned())
    }

    fn asked(&self) -> Vec<String> {
        let mut all = self.asked.lock().expect("nobody has panicked").clone();
        all.sort();
        all
    }
}

fn run(server: &Server, script: &str) -> Outcome {
    run_in(ZANDER, &["-b", "t.zeek"], |folder| {
        fs::write(folder.join("t.zeek"), script.replace("PORT", &server.port.to_string()))
            .expect("the script");
    })
}

#[test]
fn answers_and_failures() {
    let server = Server::start();
    let script = r#"
@load base/utils/active-http
redef exit_only_after_terminate = T;
global left = 5;
function ask(name: string, req: ActiveHTTP::Request)
	{
	when [name, req] ( local r = ActiveHTTP::request(req) )
		{
		print name, r$code, r$msg, r$body, r$headers["X-Kind"] if_there;
		if ( --left == 0 )
			terminate();
		}
	timeout 50 sec
		{
		print name, "no end";
		terminate();
		}
	}
event zeek_init()
	{
	local at = "http://127.0.0.1:PORT";
	ask("page", ActiveHTTP::Request($url=at + "/page"));
	ask("post", ActiveHTTP::Request($url=at + "/form", $method="POST", $client_data="a=1&b='2'"));
	ask("missing", ActiveHTTP::Request($url=at + "/missing"));
	ask("moved", ActiveHTTP::Request($url=at + "/moved", $addl_curl_args="-L"));
	ask("nobody", ActiveHTTP::Request($url="http://127.0.0.1:1/", $max_time=5 sec));
	}
"#
    .replace(r#"r$headers["X-Kind"] if_there"#, r#""X-Kind" in r$headers ? r$headers["X-Kind"] : "-""#);
    let outcome = run(&server, &script);
    let mut lines: Vec<&str> = outcome.stdout.lines().collect();
    lines.sort();
    let page = r"200, OK, line 1\x0aline2, page";
    let expected = [
        "missing, 404, Not Found, no, -".to_owned(),
        format!("moved, {page}"),
        "nobody, 0, , , -".to_owned(),
        format!("page, {page}"),
        format!("post, {page}"),
    ];
    assert_eq!(lines, expected, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("http://127.0.0.1:1/"), "{}", outcome.stderr);
    let asked = [
        "GET /missing HTTP/1.1",
        "GET /moved HTTP/1.1",
        "GET /page HTTP/1.1",
        "GET /page HTTP/1.1",
        "POST /form HTTP/1.1 a=1&b='2'",
    ];
    assert_eq!(server.asked(), asked);
}

#[test]
fn flows_go_to_ryu() {
    let server = Server::start();
    let script = r#"
@load base/frameworks/openflow
redef exit_only_after_terminate = T;
global answered = 0;
global ryu: OpenFlow::Controller;
event zeek_init()
	{
	ryu = OpenFlow::ryu_new(127.0.0.1, PORT, 42);
	}
event OpenFlow::controller_activated(name: string, controller: OpenFlow::Controller)
	{
	local match = OpenFlow::match_conn([$orig_h=192.0.2.1, $orig_p=1024/udp, $resp_h=192.0.2.2, $resp_p=53/udp]);
	local actions = OpenFlow::ofp_flow_action($out_ports=vector(3, 7));
	for ( _, command in vector(OpenFlow::OFPFC_ADD, OpenFlow::OFPFC_MODIFY) )
		OpenFlow::flow_mod(ryu, match, OpenFlow::ofp_flow_mod($cookie=OpenFlow::generate_cookie(1), $command=command, $actions=actions));
	}
event told(what: string, mod: OpenFlow::ofp_flow_mod, msg: string)
	{
	print what, mod$command, |msg|;
	if ( ++answered == 2 )
		terminate();
	}
event OpenFlow::flow_mod_success(name: string, match: OpenFlow::ofp_match, flow_mod: OpenFlow::ofp_flow_mod, msg: string)
	{
	event told("success", flow_mod, msg);
	}
event OpenFlow::flow_mod_failure(name: string, match: OpenFlow::ofp_match, flow_mod: OpenFlow::ofp_flow_mod, msg: string)
	{
	event told("failure", flow_mod, msg);
	}
"#;
    let outcome = run(&server, script);
    let mut lines: Vec<&str> = outcome.stdout.lines().collect();
    lines.sort();
    assert_eq!(
        lines,
        ["failure, OpenFlow::OFPFC_MODIFY, 4", "success, OpenFlow::OFPFC_ADD, 12"],
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("Ryu did not change the flow: busy"), "{}", outcome.stderr);
    let body = r#"{"dpid":42,"cookie":4398046511105,"idle_timeout":0,"hard_timeout":0,"priority":0,"flags":0,"match":{"dl_type":2048,"nw_proto":17,"nw_src":"192.0.2.1/32","nw_dst":"192.0.2.2/32","tp_src":1024,"tp_dst":53},"actions":[{"type":"OUTPUT","port":3},{"type":"OUTPUT","port":7}]}"#;
    let asked = ["add", "modify"].map(|c| format!("POST /stats/flowentry/{c} HTTP/1.1 {body}"));
    assert_eq!(server.asked(), asked);
}
