/** Ways out to the internet: none, one for the network (and out of order with its zone), one in each zone. */
export const natStrategies = ["none", "single", "one-per-az"] as const;
export type NatStrategy = (typeof natStrategies)[number];
