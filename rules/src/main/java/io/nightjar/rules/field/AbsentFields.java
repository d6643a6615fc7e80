package io.nightjar.rules.field;

import java.util.ArrayList;
import java.util.List;

/** The fields of the language that no event of ours has a value for, each with the reason. */
final class AbsentFields {
  private static final Absence NOT_KNOWN =
      missing("the cluster's API does not tell it, nor does the driver");
  private static final Absence PLUGIN = missing("Falco has it only with a plugin of its own");
  private static final Absence OLD = missing("it was given up in Falco");
  private static final Absence NO_SUCH_EVENT =
      missing("it belongs to events that the driver does not send");
  private static final Absence OF_OTHERS = missing("system calls never have one");
  private static final Absence NO_TABLE =
      refused("the descriptors that a process has open are not followed");
  private static final Absence NO_STATISTICS =
      refused("what a process uses of memory, threads and time is not measured");
  private static final Absence NO_ACCOUNTS = refused("of a user only number and name are known");
  private static final Absence NO_LAYER =
      refused("the layer is known of executables only; see proc.is_exe_upper_layer");
  private static final Absence NO_NEIGHBOUR =
      refused("the kernel sends what rules ask for, so the event before is not known");

  private final List<Field> fields = new ArrayList<>();

  private AbsentFields() {}

  private static Absence missing(String reason) {
    return new Absence(reason, false);
  }

  private static Absence refused(String reason) {
    return new Absence(reason, true);
  }

  static List<Field> fields() {
    AbsentFields all = new AbsentFields();
    all.ofContainers();
    all.ofPods();
    all.ofProcesses();
    all.ofDescriptors();
    all.text(OF_OTHERS, "Name of the plugin that made the event.", "evt.pluginname");
    all.text(OF_OTHERS, "What the plugin says of the event.", "evt.plugininfo");
    all.text(OF_OTHERS, "Kind of an asynchronous event.", "evt.asynctype");
    all.number(
        NO_NEIGHBOUR,
        "Nanoseconds since the event before, or their part.",
        "evt.deltatime evt.deltatime.s evt.deltatime.ns");
    all.text(NO_ACCOUNTS, "Home directory of the user.", "user.homedir");
    all.text(NO_ACCOUNTS, "Login shell of the user.", "user.shell");
    return all.fields;
  }

  private void ofContainers() {
    text(NOT_KNOWN, "Id of the image.", "container.image.id");
    text(NOT_KNOWN, "All mounts as source:dest:mode:rdwr:propagation.", "container.mounts");
    text(NOT_KNOWN, "One mount, by number or source.", "container.mount");
    text(NOT_KNOWN, "Where a mount comes from.", "container.mount.source");
    text(NOT_KNOWN, "Where a mount is seen.", "container.mount.dest");
    text(
        NOT_KNOWN,
        "How a mount is made.",
        "container.mount.mode container.mount.rdwr container.mount.propagation");
    text(NOT_KNOWN, "Address of the container.", "container.ip k8s.pod.ip");
    text(NOT_KNOWN, "What the network plugin said.", "container.cni.json k8s.pod.cni.json");
    text(NOT_KNOWN, "A label of the container, or all.", "container.label container.labels");
    flag(
        NOT_KNOWN,
        "Whether the container shares a namespace with the node.",
        "container.host_pid container.host_network container.host_ipc");
    text(
        OLD,
        "A probe of the container.",
        "container.healthcheck container.liveness_probe container.readiness_probe");
    flag(
        OLD,
        "Whether the process is a probe of its container.",
        "proc.is_container_healthcheck proc.is_container_liveness_probe"
            + " proc.is_container_readiness_probe");
  }

  private void ofPods() {
    text(NOT_KNOWN, "Id of the pod's sandbox.", "k8s.pod.sandbox_id k8s.pod.full_sandbox_id");
    for (String kind : List.of("rc", "svc", "rs", "deployment")) {
      String prefix = "k8s." + kind + ".";
      text(PLUGIN, "Name of the object that the pod belongs to.", prefix + "name");
      text(PLUGIN, "UID of the object that the pod belongs to.", prefix + "id");
      text(PLUGIN, "Labels of the object that the pod belongs to.", labels(prefix));
    }
    text(PLUGIN, "UID of the namespace.", "k8s.ns.id");
    text(PLUGIN, "Labels of the namespace.", labels("k8s.ns."));
  }

  private static String labels(String prefix) {
    return prefix + "label " + prefix + "labels";
  }

  private void ofProcesses() {
    text(
        NO_TABLE,
        "Kind of what the process reads from or writes to by default.",
        "proc.stdin.type proc.stdout.type proc.stderr.type");
    text(
        NO_TABLE,
        "Name of what the process reads from or writes to by default.",
        "proc.stdin.name proc.stdout.name proc.stderr.name");
    number(
        NO_TABLE,
        "Open descriptors of the process, and how many it may have.",
        "proc.fdopencount proc.fdlimit proc.fdusage");
    number(
        NO_STATISTICS,
        "Memory of the process in kilobytes.",
        "proc.vmsize proc.vmrss proc.vmswap thread.vmsize thread.vmrss");
    number(NO_STATISTICS, "Threads of the process.", "proc.nthreads proc.nchilds");
    number(NO_STATISTICS, "Page faults of the thread.", "thread.pfmajor thread.pfminor");
    number(
        NO_STATISTICS,
        "Processor time of the thread in the last second.",
        "thread.cpu thread.cpu.user thread.cpu.system");
    number(
        NO_SUCH_EVENT,
        "Processor time of the thread between two switches.",
        "thread.exectime thread.totexectime");
  }

  private void ofDescriptors() {
    text(NO_TABLE, "Kinds of the descriptors in use, or of one.", "fd.types");
    flag(NO_LAYER, "Whether the file came after the image.", "fd.is_upper_layer");
    flag(NO_LAYER, "Whether the file came with the image.", "fd.is_lower_layer");
    text(
        NO_SUCH_EVENT,
        "Of each descriptor that is polled.",
        "fdlist.nums fdlist.names fdlist.cips fdlist.sips fdlist.cports fdlist.sports");
  }

  private void text(Absence absence, String summary, String names) {
    add(FieldType.TEXT, absence, summary, names);
  }

  private void number(Absence absence, String summary, String names) {
    add(FieldType.NUMBER, absence, summary, names);
  }

  private void flag(Absence absence, String summary, String names) {
    add(FieldType.BOOLEAN, absence, summary, names);
  }

  private void add(FieldType type, Absence absence, String summary, String names) {
    for (String name : names.split(" ")) {
      fields.add(Field.absent(name, type, absence, summary));
    }
  }
}
