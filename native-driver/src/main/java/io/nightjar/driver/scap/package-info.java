/**
 * Captures of sysdig and Falco ({@code .scap}) as a source of events.
 *
 * <pre>{@code
 * ScapSource source = ScapSource.open(file, ProcessTable.ofEventsAlone());
 * while (!source.ended()) {
 *   source.poll(event -> evaluate(event, source.processes().apply(event)), 0);
 * }
 * }</pre>
 *
 * <p>Blocks are read one after another ({@link io.nightjar.driver.scap.BlockReader}); events become
 * calls, entry and return together ({@link io.nightjar.driver.scap.Call}); what the machine looked
 * like is kept ({@link io.nightjar.driver.scap.Machine}), because old events name descriptors only;
 * and each call that Nightjar knows is told as its own event ({@link
 * io.nightjar.driver.scap.Conversions}).
 */
@org.jspecify.annotations.NullMarked
package io.nightjar.driver.scap;
