package io.nightjar.driver.scap;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.Paths;
import io.nightjar.driver.ProcessInfo;
import org.jspecify.annotations.Nullable;

/**
 * A call with the process that made it and the machine around it, to be turned into an event: what
 * a conversion reads and writes.
 */
final class Scene {
  static final long WORKING_DIRECTORY = -100;
  private static final long NANOS_PER_TICK = 10_000_000L;

  private final Call call;
  private final ObservedProcess process;
  private final Machine machine;
  private final Output output;
  private final EventEncoder encoder;

  Scene(Call call, ObservedProcess process, Machine machine, Output output) {
    this.call = call;
    this.process = process;
    this.machine = machine;
    this.output = output;
    this.encoder = output.encoder();
  }

  Call call() {
    return call;
  }

  ObservedProcess process() {
    return process;
  }

  Machine machine() {
    return machine;
  }

  long result() {
    return call.result();
  }

  boolean failed() {
    return call.result() < 0;
  }

  /** The same call, told of another process. */
  Scene of(ObservedProcess other) {
    return new Scene(call, other, machine, output);
  }

  /** Starts the event of this call. */
  Scene begin(EventType type) {
    ProcessInfo info = process.info();
    int tid = (int) call.tid();
    encoder
        .begin(type, call.timeNanos())
        .process(info)
        .thread(tid, tid == info.tgid() ? info.namespaceTgid() : tid)
        .cpu(call.event().cpu())
        .result(call.result());
    return this;
  }

  Scene number(Arg arg, long value) {
    encoder.number(arg, value);
    return this;
  }

  /** Takes a number over as it is, where there is one. */
  Scene number(Arg arg, String parameter) {
    if (call.has(parameter)) {
      encoder.number(arg, call.number(parameter, 0));
    }
    return this;
  }

  /** A descriptor: 32 bits with a sign, whatever old drivers made of it. */
  Scene descriptor(Arg arg, String parameter) {
    if (call.has(parameter)) {
      encoder.number(arg, call.descriptor(parameter));
    }
    return this;
  }

  Scene text(Arg arg, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      String bounded = Bounds.path(value);
      encoder.text(arg, bounded);
      if (bounded.length() < value.length()) {
        encoder.truncated();
      }
    }
    return this;
  }

  /** The path of a file that a descriptor stands for. */
  Scene pathOf(Arg arg, String descriptorParameter) {
    return text(arg, process.descriptors().path(call.number(descriptorParameter, -1)));
  }

  /** A path as the caller passed it, with the directory that it starts from. */
  Scene path(Arg path, Arg directory, String pathParameter, long directoryFd) {
    text(path, call.text(pathParameter));
    return text(directory, directory(directoryFd));
  }

  /** A path below the working directory. */
  Scene path(String pathParameter) {
    number(Arg.DIRECTORY_FD, WORKING_DIRECTORY);
    return path(Arg.PATH, Arg.DIRECTORY, pathParameter, WORKING_DIRECTORY);
  }

  /** A path below a directory that the call names. */
  Scene pathAt(String pathParameter, String directoryParameter) {
    long directoryFd = directoryFd(directoryParameter);
    number(Arg.DIRECTORY_FD, directoryFd);
    return path(Arg.PATH, Arg.DIRECTORY, pathParameter, directoryFd);
  }

  long directoryFd(String parameter) {
    return call.has(parameter) ? call.descriptor(parameter) : WORKING_DIRECTORY;
  }

  /** Absolute path of a directory, empty when not known. */
  String directory(long directoryFd) {
    return directoryFd == WORKING_DIRECTORY
        ? process.workingDirectory()
        : process.descriptors().path(directoryFd);
  }

  /** A path made absolute; as it is when its directory is not known. */
  String absolute(String path, long directoryFd) {
    return Paths.absolute(path, directory(directoryFd));
  }

  EventEncoder encoder() {
    return encoder;
  }

  /** Nanoseconds of a process's start, 0 when it is not known. */
  static long startNanos(@Nullable ObservedProcess process) {
    return process == null ? 0 : process.info().startTimeTicks() * NANOS_PER_TICK;
  }

  /** Hands the event over, and before it to the process table what changed. */
  void send() {
    machine.tellTable();
    output.send();
  }

  void change(ProcessInfo.Builder values) {
    machine.change(process, machine.named(values));
  }
}
