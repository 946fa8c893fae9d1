//! A policy as a line for people: `last=3 daily=7 weekly=4 monthly=12 zone=Europe/Amsterdam`.
//!
//! Words are put into JSON and read as JSON is, so that both forms have one set of rules; a mistake is told at its word.

mod read;
mod words;
mod write;
