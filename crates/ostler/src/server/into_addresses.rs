//! What can be given as addresses: one or several, as text or parsed.

use ostler_core::{Address, AddressError};

/// What can be given to [`Server::serve`](crate::Server::serve) as its addresses: one or several texts or [`Address`]es.
pub trait IntoAddresses {
    /// The addresses, or what is wrong with each.
    fn into_addresses(self) -> Vec<Result<Address, AddressError>>;
}

impl IntoAddresses for &str {
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        vec![self.parse()]
    }
}

impl IntoAddresses for String {
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        vec![self.parse()]
    }
}

impl IntoAddresses for &String {
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        vec![self.parse()]
    }
}

impl IntoAddresses for Address {
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        vec![Ok(self)]
    }
}

impl IntoAddresses for &Address {
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        vec![Ok(self.clone())]
    }
}

impl IntoAddresses for std::net::SocketAddr {
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        vec![Ok(self.into())]
    }
}

impl<A: IntoAddresses, const N: usize> IntoAddresses for [A; N] {
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        self.into_iter().flat_map(IntoAddresses::into_addresses).collect()
    }
}

impl<A: IntoAddresses> IntoAddresses for Vec<A> {
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        self.into_iter().flat_map(IntoAddresses::into_addresses).collect()
    }
}

impl<A> IntoAddresses for &[A]
where
    for<'a> &'a A: IntoAddresses,
{
    fn into_addresses(self) -> Vec<Result<Address, AddressError>> {
        self.iter().flat_map(IntoAddresses::into_addresses).collect()
    }
}
