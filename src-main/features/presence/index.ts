/** Online states and typing. */
export { withPeerFlight } from './peer-flight.ts';
export { Presence } from './presence.ts';
