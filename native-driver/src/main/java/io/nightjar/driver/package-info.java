/**
 * The eBPF driver seen from Java: events in place, the process table, the kill.
 *
 * <p>The loop of a reader:
 *
 * <pre>{@code
 * KernelEventSource source = KernelEventSource.open(); // processes are recorded from here on
 * ProcessTable table = ProcessTable.ofThisMachine();
 * table.seed(); // so there is no gap
 * source.configure(EnumSet.of(EventType.OPENAT, EventType.CONNECT));
 * while (running) {
 *   source.poll(event -> evaluate(event, table.apply(event)), 100);
 * }
 * }</pre>
 *
 * <p>The same without a kernel, for tests and the cases of rules:
 *
 * <pre>{@code
 * ProcessTable table = ProcessTable.ofEventsAlone();
 * EventEncoder encoder = new EventEncoder();
 * ProcessInfo shell =
 *     ProcessInfo.builder(10, 100).name("sh").exePath("/bin/sh").args(List.of("sh")).build();
 * table.put(shell); // or, to see the exec itself:
 * evaluate(encoder.exec(shell, "/kubepods/pod<uid>/<id>", nanos).view(), table);
 * evaluate(
 *     encoder
 *         .begin(EventType.OPENAT, nanos)
 *         .process(shell)
 *         .result(3)
 *         .text(Arg.PATH, "/etc/shadow")
 *         .number(Arg.FLAGS, 0)
 *         .view(),
 *     table);
 * evaluate(
 *     encoder
 *         .begin(EventType.CONNECT, nanos)
 *         .process(shell)
 *         .number(Arg.FAMILY, 2)
 *         .address(Arg.REMOTE_ADDRESS, InetAddress.ofLiteral("10.0.0.1"))
 *         .number(Arg.REMOTE_PORT, 443)
 *         .view(),
 *     table);
 * }</pre>
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.driver;
