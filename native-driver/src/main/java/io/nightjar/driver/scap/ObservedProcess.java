package io.nightjar.driver.scap;

import io.nightjar.driver.ProcessInfo;

/** A process of the observed machine as the capture tells it so far. */
final class ObservedProcess {
  private ProcessInfo info;
  private Descriptors descriptors;
  private String workingDirectory;
  private String cgroup;
  private int threads;

  /**
   * @param cgroup path of the cgroup that tells most, {@code /} without
   */
  ObservedProcess(ProcessInfo info, String cgroup, Descriptors descriptors) {
    this.info = info;
    this.descriptors = descriptors;
    this.workingDirectory = info.cwd();
    this.cgroup = cgroup;
  }

  ProcessInfo info() {
    return info;
  }

  int pid() {
    return info.tgid();
  }

  void become(ProcessInfo changed) {
    info = changed;
  }

  Descriptors descriptors() {
    return descriptors;
  }

  void inherit(Descriptors others) {
    descriptors.release();
    descriptors = others;
  }

  /** Absolute, empty when not known. */
  String workingDirectory() {
    return workingDirectory;
  }

  void changeDirectory(String path) {
    workingDirectory = path;
  }

  String cgroup() {
    return cgroup;
  }

  void moveTo(String cgroupPath) {
    cgroup = cgroupPath;
  }

  void addThread() {
    threads++;
  }

  /** Returns whether this was the last one. */
  boolean removeThread() {
    threads--;
    return threads <= 0;
  }
}
