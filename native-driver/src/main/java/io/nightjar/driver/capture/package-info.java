/**
 * Nightjar's own captures, {@code .njcap}: the kernel's records as they are, in compressed blocks.
 *
 * <pre>
 *   +--------+-------+-------+- - -+-------+---------+---------+
 *   | header | block | block |     | block | index   | trailer |
 *   +--------+-------+-------+- - -+-------+---------+---------+
 * </pre>
 *
 * Little-endian throughout. The header ({@link io.nightjar.driver.capture.CaptureFacts}) says which
 * machine this was and what was asked for. A block of records holds events and, between them,
 * Nightjar's own records: processes, containers, losses. The index and the trailer, which finds it,
 * come last: a file without them was not finished and is read to its last whole block.
 *
 * <p>Every block is checked by CRC-32C, head and all. Two versions are in the header: that of this
 * format, and that of the kernel's records; a newer one is refused, a kind of own record that is
 * not known is passed over.
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.driver.capture;
