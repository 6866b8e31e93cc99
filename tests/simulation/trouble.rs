//! What goes wrong in a world, and how it is mended.

use std::time::Duration;

use eXosip2::ua::Input;

use crate::registrar::Neglect;
use crate::world::{Happening, Noise, World};

/// Something that lasts until it is mended.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    Down(usize),
    Neglect(usize, String),
    Pause(usize),
    Nameless(usize),
}

impl World {
    /// Something goes wrong. The next thing follows.
    pub(crate) fn make_trouble(&mut self) {
        if self.is_calm {
            return;
        }
        let pause = self.troubles;
        let next = self.rng.between(pause / 4, pause * 2);
        self.after(next, Happening::Trouble);
        let registrar = self.rng.below(self.registrars.len());
        match self.rng.below(12) {
            0 | 1 => self.kill(registrar),
            2..=4 => self.neglect(registrar),
            5 => self.pause(registrar),
            6 => {
                self.tell(&format!("registrar {registrar} loses its names"));
                self.registrars[registrar].is_named = false;
                self.lasting(Trouble::Nameless(registrar), 1, 100);
            }
            7 => self.rename(registrar),
            8 => {
                self.tell(&format!("registrar {registrar} restarts"));
                self.registrars[registrar].restart();
                if self.rng.permille(300) {
                    self.tell("and has forgotten its bindings");
                    self.registrars[registrar].forget();
                }
            }
            9 => self.close_connections(registrar),
            10 => self.change_network(),
            _ => self.jump(),
        }
    }

    pub(crate) fn tell(&mut self, what: &str) {
        self.story.line(self.elapsed, "", || format!("*** {what}"));
    }

    fn lasting(&mut self, trouble: Trouble, least: u64, most: u64) {
        let time = self.rng.seconds(least, most);
        self.after(time, Happening::Mend(trouble));
    }

    fn kill(&mut self, registrar: usize) {
        let server = self.rng.pick(&self.registrars[registrar].servers);
        if !self.servers[server].is_up {
            return;
        }
        self.tell(&format!("server {server} dies"));
        let is_refusing = self.rng.permille(400);
        self.servers[server].is_up = false;
        self.servers[server].is_refusing = is_refusing;
        self.watch.died(server, self.elapsed);
        self.faults.registrar(registrar, self.elapsed);
        self.registrars[registrar].users.keys().for_each(|user| self.watch.forgive(user));
        if is_refusing {
            self.close_server(server);
        }
        self.lasting(Trouble::Down(server), 2, 400);
    }

    /// All connections to a server are closed.
    fn close_server(&mut self, server: usize) {
        let channels: Vec<_> = self.connections.iter().filter(|(_, it)| **it == server).collect();
        let channels: Vec<_> = channels.into_iter().map(|(channel, _)| *channel).collect();
        for channel in channels {
            self.after(Duration::ZERO, Happening::Closed { channel });
        }
    }

    fn close_connections(&mut self, registrar: usize) {
        for server in self.registrars[registrar].servers.clone() {
            self.close_server(server);
        }
    }

    fn neglect(&mut self, registrar: usize) {
        let users: Vec<_> = self.registrars[registrar].users.keys().cloned().collect();
        let kinds = [
            Neglect::Silence,
            Neglect::Silence,
            Neglect::Garbage,
            Neglect::Trying,
            Neglect::Forbidden,
            Neglect::Unavailable(None),
            Neglect::Unavailable(Some(120)),
            Neglect::Close,
        ];
        let kind = self.rng.pick(&kinds);
        let share = self.rng.pick(&[50, 300, 800]);
        for name in users {
            if !self.rng.permille(share) {
                continue;
            }
            let Some(user) = self.registrars[registrar].users.get_mut(&name) else { continue };
            if user.neglect.is_some() {
                continue;
            }
            user.neglect = Some(kind);
            self.story.line(self.elapsed, &name, || format!("*** is neglected: {kind:?}"));
            self.lasting(Trouble::Neglect(registrar, name), 5, 600);
        }
    }

    fn pause(&mut self, registrar: usize) {
        if self.registrars[registrar].pause.is_some() {
            return;
        }
        let seconds = self.rng.pick(&[1, 10, 120]);
        self.tell(&format!("registrar {registrar} says 503 with Retry-After {seconds}"));
        self.registrars[registrar].pause = Some(seconds);
        self.lasting(Trouble::Pause(registrar), 1, 60);
    }

    /// The name of a registrar stands for other addresses of it, in another order.
    fn rename(&mut self, registrar: usize) {
        let state = &mut self.registrars[registrar];
        let mut named = state.servers.clone();
        named.rotate_left(self.rng.below(state.servers.len()));
        named.truncate(1 + self.rng.below(named.len()));
        state.named = named;
        let named = state.named.clone();
        self.tell(&format!("the name of registrar {registrar} stands for servers {named:?}"));
    }

    fn change_network(&mut self) {
        self.tell("the network changes");
        self.own.set_port(1024 + self.rng.below(60_000) as u16);
        self.faults.all_users(self.elapsed);
        self.watch.network_changed(self.elapsed);
        self.input(Input::NetworkChanged);
    }

    /// The machine sleeps, or its date is set.
    fn jump(&mut self) {
        if self.rng.permille(500) {
            self.tell("the date is set");
            self.date += self.rng.seconds(1, 100_000);
            return;
        }
        let time = self.rng.seconds(1, 300);
        self.tell(&format!("the machine sleeps for {} s", time.as_secs()));
        self.elapsed += time;
        self.faults.all_users(self.elapsed);
        self.watch.network_changed(self.elapsed);
        if self.rng.permille(700) {
            self.input(Input::NetworkChanged);
        }
    }

    pub(crate) fn mend(&mut self, trouble: &Trouble) {
        self.tell(&format!("over: {trouble:?}"));
        let now = self.elapsed;
        match trouble {
            Trouble::Down(server) => {
                self.servers[*server].is_up = true;
                self.watch.revived(*server);
                let of = |it: &crate::registrar::Registrar| it.servers.contains(server);
                if let Some(registrar) = self.registrars.iter().position(of) {
                    self.faults.registrar(registrar, now);
                }
            }
            Trouble::Neglect(registrar, name) => {
                if let Some(user) = self.registrars[*registrar].users.get_mut(name) {
                    user.neglect = None;
                }
                self.faults.user(name, now);
            }
            Trouble::Pause(registrar) => {
                self.registrars[*registrar].pause = None;
                self.faults.registrar(*registrar, now);
            }
            Trouble::Nameless(registrar) => {
                self.registrars[*registrar].is_named = true;
                self.faults.registrar(*registrar, now);
            }
        }
    }

    /// All troubles are over for good.
    pub(crate) fn calm_down(&mut self) {
        self.tell("calm");
        self.is_calm = true;
        // It lasts as long as planned, even if the machine slept in between.
        self.end += self.elapsed - self.calm_at;
        self.calm_at = self.elapsed;
        self.noise = Noise { lost: 0, late: 0, doubled: 0, jitter: Duration::ZERO };
        let mends = |happening: &Happening| match happening {
            Happening::Mend(trouble) => Some(trouble.clone()),
            _ => None,
        };
        let troubles: Vec<_> = self.queue.values().filter_map(mends).collect();
        self.queue.retain(|_, happening| !matches!(happening, Happening::Mend(_)));
        troubles.iter().for_each(|trouble| self.mend(trouble));
    }
}
