/**
 * The network of a pod from the node: its namespace entered by one of its processes, cut with a
 * table of nftables, its sockets destroyed, its packets recorded; all by netlink and packet
 * sockets, without any program.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.driver.network;
