//! Named anomalies: each is found where it happens, and nowhere else.

mod durability;
mod explanations;
mod random;
mod reads;
mod scenes;
mod support;
mod traffic;
mod wolf;
mod writes;
