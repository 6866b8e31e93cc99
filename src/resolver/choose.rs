//! Which service, and in which order its places: RFC 3263 4.1 and RFC 2782.

use std::sync::Arc;

use crate::transport::{Random, Transport};

use super::wire::{Pointer, Service};

/// How many services of one domain are looked up.
const MOST_SERVICES: usize = 8;

/// The NAPTR service of a transport.
fn service_field(transport: Transport) -> &'static [u8] {
    match transport {
        Transport::Udp => b"SIP+D2U",
        Transport::Tcp => b"SIP+D2T",
        Transport::Tls => b"SIPS+D2T",
    }
}

/// The name of the SRV records of `domain` for a transport, where there is no NAPTR record.
pub(super) fn service_name(domain: &str, transport: Transport) -> Arc<str> {
    let prefix = match transport {
        Transport::Udp => "_sip._udp",
        Transport::Tcp => "_sip._tcp",
        Transport::Tls => "_sips._tcp",
    };
    format!("{prefix}.{domain}").into()
}

/// The services to look for, best first: what NAPTR offers of `transports`, or all of `transports` where it offers none.
pub(super) fn services(
    domain: &str,
    mut offered: Vec<Pointer>,
    transports: &[Transport],
) -> Vec<(Transport, Arc<str>)> {
    offered.sort_by_key(|pointer| (pointer.order, pointer.preference));
    let usable = offered.into_iter().filter(|p| &*p.flags == b"s" && !p.replacement.is_empty());
    let chosen: Vec<_> = usable
        .filter_map(|pointer| {
            let mut known = transports.iter();
            let transport = *known.find(|&&t| service_field(t) == &*pointer.services)?;
            Some((transport, pointer.replacement))
        })
        .take(MOST_SERVICES)
        .collect();
    if chosen.is_empty() {
        return transports.iter().map(|&t| (t, service_name(domain, t))).collect();
    }
    chosen
}

/// Puts the places of one service into the order to try them: by priority, and within one priority at random by weight.
pub(super) fn order_by_weight(services: &mut [Service], random: &mut dyn Random) {
    services.sort_by_key(|service| (service.priority, service.weight != 0));
    for group in services.chunk_by_mut(|a, b| a.priority == b.priority) {
        shuffle_by_weight(group, random);
    }
}

/// RFC 2782: draw the next one by running sums of weights, those of weight 0 first, until none is left.
/// Zero is drawn only where a weight of 0 can win it, so that small weights get their share and no more.
fn shuffle_by_weight(mut group: &mut [Service], random: &mut dyn Random) {
    while group.len() > 1 {
        let total: u32 = group.iter().map(|service| u32::from(service.weight)).sum();
        let lowest = u32::from(group.first().is_some_and(|service| service.weight != 0));
        let draw = lowest + below(random, total.saturating_add(1) - lowest);
        let mut sum = 0;
        let chosen = group.iter().position(|service| {
            sum += u32::from(service.weight);
            sum >= draw
        });
        let (head, _) = group.split_at_mut(chosen.unwrap_or(0) + 1);
        head.rotate_right(1);
        group = group.get_mut(1..).unwrap_or_default();
    }
}

/// A random number below `bound`.
fn below(random: &mut dyn Random, bound: u32) -> u32 {
    let mut bytes = [0; 8];
    random.fill(&mut bytes);
    let wide = u64::from_ne_bytes(bytes) % u64::from(bound.max(1));
    u32::try_from(wide).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::random::fixed::Seeded;

    fn place(priority: u16, weight: u16, target: &str) -> Service {
        Service { priority, weight, port: 5060, target: target.into() }
    }

    fn pointer(order: u16, services: &str, replacement: &str) -> Pointer {
        Pointer {
            order,
            preference: 0,
            flags: (*b"s").into(),
            services: services.as_bytes().into(),
            regexp: Box::default(),
            replacement: replacement.into(),
        }
    }

    #[test]
    fn lower_priorities_come_first_whatever_the_weight() {
        let mut places = [place(20, 100, "c"), place(10, 0, "a"), place(10, 60, "b")];
        order_by_weight(&mut places, &mut Seeded(1));
        assert_eq!(&*places[2].target, "c");
    }

    #[test]
    fn weights_share_the_load() {
        let mut random = Seeded(7);
        let first = (0..4000)
            .filter(|_| {
                let mut places = [place(1, 1, "light"), place(1, 3, "heavy")];
                order_by_weight(&mut places, &mut random);
                &*places[0].target == "heavy"
            })
            .count();
        assert!((2600..3400).contains(&first), "{first} of 4000");
    }

    #[test]
    fn naptr_order_chooses_among_the_transports_that_we_have() {
        let offered = vec![
            pointer(30, "SIP+D2U", "_sip._udp.example.com"),
            pointer(10, "SIPS+D2T", "_sips._tcp.example.com"),
            pointer(20, "SIP+D2T", "_sip._tcp.example.com"),
        ];
        let chosen = services("example.com", offered, &[Transport::Udp, Transport::Tcp]);
        assert_eq!(
            chosen.iter().map(|c| c.0).collect::<Vec<_>>(),
            [Transport::Tcp, Transport::Udp]
        );
    }

    #[test]
    fn without_naptr_every_transport_is_asked_for() {
        let chosen = services("example.com", vec![], &[Transport::Udp, Transport::Tls]);
        assert_eq!(&*chosen[0].1, "_sip._udp.example.com");
        assert_eq!(&*chosen[1].1, "_sips._tcp.example.com");
    }
}
