//! A small SIP registrar for the demonstration, the tests and the benches: digest, bindings and a log of all it saw.
//!
//! It has its own few lines of parser, so that a mistake of the library does not cancel out here.
//!
//! ```text
//! registrar [options]                 prints "port N" once it answers
//!   -l ADDRESS        where to listen, UDP and TCP                 (127.0.0.1)
//!   -p PORT           which port; 0: any free one                  (0)
//!   --realm REALM     of the challenge                             (example.test)
//!   --users FILE      accounts: a name and a password a line
//!   --password TEXT   the password of all users without an account in FILE; without it they are refused
//!   --algorithm LIST  md5, sha256, both or none                    (md5)
//!   --qop LIST        auth, or none for the short answer of RFC 2069 (auth)
//!   --407             challenge as a proxy does
//!   --stale N         a nonce serves N requests                    (no limit)
//!   --min-expires N   423 to anything shorter                      (0)
//!   --max-expires N   the longest time granted                     (7200)
//!   --service-route TEXT   the Service-Route of each success                (none)
//!   --first LIST      answers to the first requests, whatever they ask: "drop|503/Retry-After: 5" loses
//!                     one and then answers with a status and a header
//!   --neglect HOW     accounts whose name begins with "bad" get silence, trying (100 and no more), garbage, branch (a
//!                     success for another transaction) or retry (503, Retry-After: 120)
//!   --hostile MANNER  answers as no registrar may; hostile.rs has the manners
//!   --tls FILE        TLS instead of TCP, with the certificate and the key in FILE
//!   --client-ca FILE  only with clients whose certificate leads to this one
//!   --log FILE        every message as it was, save those sent again, and the bindings after each change
//!   --ladder          one line a message on standard output
//! ```

mod digest;
mod hostile;
mod log;
mod message;
mod options;
mod registrar;
mod stun;
mod tls;
mod wire;

use std::io::Write;
use std::net::{TcpListener, UdpSocket};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use options::Options;
use registrar::Registrar;

fn main() -> ExitCode {
    let outcome = Options::parse(std::env::args().skip(1))
        .and_then(|options| serve(options).map_err(|e| e.to_string()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("registrar: {why}");
            ExitCode::FAILURE
        }
    }
}

fn serve(options: Options) -> std::io::Result<()> {
    let (socket, listener) = listen(&options)?;
    println!("port {}", socket.local_addr()?.port());
    std::io::stdout().flush()?;

    let log = log::Log::new(options.log.as_deref(), options.ladder)?;
    if let Some(manner) = options.hostile {
        return hostile::serve(manner, &socket, &listener, log);
    }
    let tls = options.tls.as_deref().map(|file| tls::config(file, options.client_ca.as_deref()));
    let tls = tls.transpose()?;
    let registrar = Arc::new(Mutex::new(Registrar::new(options, log)));
    let for_connections = Arc::clone(&registrar);
    std::thread::spawn(move || wire::serve_connections(&listener, tls, &for_connections));
    wire::serve_datagrams(&socket, &registrar)
}

/// Both transports on one port.
fn listen(options: &Options) -> std::io::Result<(UdpSocket, TcpListener)> {
    let mut attempts = 0;
    loop {
        let socket = UdpSocket::bind((options.address, options.port))?;
        match TcpListener::bind(socket.local_addr()?) {
            Ok(listener) => return Ok((socket, listener)),
            Err(error) if options.port != 0 || attempts > 20 => return Err(error),
            Err(_) => attempts += 1,
        }
    }
}
