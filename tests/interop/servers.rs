//! Servers of the field on what devcert issued, and the clients that connect to them: refused without
//! trust, by another name, and without a certificate of their own where one is asked for.

mod clients;
mod http;
pub(crate) mod postgres;
mod presets;

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::world::{Program, World};

/// A server that runs until this value goes.
pub(crate) struct Running {
    child: Child,
    pub(crate) port: u16,
    end: Signal,
}

impl Running {
    /// Starts the program and waits until it takes connections on `port`.
    pub(crate) fn start(program: Program, port: u16) -> Self {
        let (line, mut child) = program.start();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let patience = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(address).is_err() {
            if child.try_wait().unwrap().is_some() || Instant::now() > patience {
                let _ = child.kill();
                let said = child.wait_with_output().unwrap();
                let said = [said.stdout, said.stderr].concat();
                panic!("{line} does not start:\n{}", String::from_utf8_lossy(&said));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Self::of(child, port)
    }

    /// What takes connections on `port` already.
    fn of(child: Child, port: u16) -> Self {
        // PostgreSQL's children go with it when it is asked to end, and stay when it is killed; with
        // this signal it does not wait for its clients.
        Self { child, port, end: Signal::INT }
    }

    /// The signal that it ends on, where it is another than that of Ctrl+C.
    pub(crate) fn ended_by(self, end: Signal) -> Self {
        let mut ended = self;
        ended.end = end;
        ended
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), self.end);
        let patience = Instant::now() + Duration::from_secs(20);
        while self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            if Instant::now() > patience {
                let _ = self.child.kill();
                let _ = self.child.wait();
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// A port that nothing listens on. Another program could take it before the server does, which would
/// then not start.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// A world with a CA, a server's certificate from it in `server/` and clients' ones in `alice/` and
/// `bob/`; a CA that nobody trusts, and a certificate from that in `mallory/`.
fn world() -> World {
    let world = World::new();
    for ca in ["ca", "other"] {
        world.devcert(&format!("ca init --ca {ca}")).succeeds();
    }
    let issue = |line: &str| world.devcert(&format!("issue --algorithm p256 {line}")).succeeds();
    issue("--ca ca --dir server");
    issue("--ca ca --dir alice --profile client alice");
    issue("--ca ca --dir bob --profile client bob");
    issue("--ca other --dir mallory --profile client alice");
    world
}
