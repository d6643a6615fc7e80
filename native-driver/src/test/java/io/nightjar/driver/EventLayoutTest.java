package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The C side and the Java side of the wire format say the same. */
final class EventLayoutTest {

  @Test
  void offsetsSlotsAndCodesAreThoseOfTheCSide() {
    assertThat(layoutOfTheCSide()).isEqualTo(layoutOfTheJavaSide());
  }

  @Test
  void everyTypeFitsTheFilterMaskAndThePresenceBits() {
    for (EventType type : EventType.values()) {
      assertThat(type.code()).isBetween(1, KernelControl.TYPE_LIMIT - 1);
      assertThat(type.args()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(32);
      assertThat(EventType.ofCode(type.code())).isSameAs(type);
    }
    assertThat(EventType.ofCode(0)).isNull();
    assertThat(EventType.ofCode(EventType.values().length + 1)).isNull();
  }

  private static List<String> layoutOfTheCSide() {
    String layout = null;
    String reason = "";
    try {
      layout = NativeLibrary.load().calls().nightjar_layout();
    } catch (DriverUnavailable e) {
      reason = String.valueOf(e.getMessage());
    }
    assumeTrue(layout != null, "no driver library: " + reason);
    return String.valueOf(layout).lines().toList();
  }

  private static List<String> layoutOfTheJavaSide() {
    List<String> lines = new ArrayList<>();
    lines.add("version " + EventLayout.SCHEMA_VERSION);
    lines.add("header_bytes " + EventLayout.SLOTS);
    lines.add("header size " + EventLayout.SIZE);
    lines.add("header type " + EventLayout.TYPE);
    lines.add("header version " + EventLayout.VERSION);
    lines.add("header slot_count " + EventLayout.SLOT_COUNT);
    lines.add("header boot_nanos " + EventLayout.BOOT_NANOS);
    lines.add("header result " + EventLayout.RESULT);
    lines.add("header cgroup_id " + EventLayout.CGROUP_ID);
    lines.add("header start_nanos " + EventLayout.START_NANOS);
    lines.add("header tgid " + EventLayout.TGID);
    lines.add("header tid " + EventLayout.TID);
    lines.add("header uid " + EventLayout.UID);
    lines.add("header gid " + EventLayout.GID);
    lines.add("header mount_namespace " + EventLayout.MOUNT_NAMESPACE);
    lines.add("header pid_namespace " + EventLayout.PID_NAMESPACE);
    lines.add("header cpu " + EventLayout.CPU);
    lines.add("header flags " + EventLayout.FLAGS);
    lines.add("header namespace_tid " + EventLayout.NAMESPACE_TID);
    lines.add("header present " + EventLayout.PRESENT);
    lines.add("control enabled " + KernelControl.ENABLED);
    lines.add("control urgent " + KernelControl.URGENT);
    lines.add("control wake_bytes " + KernelControl.WAKE_BYTES);
    lines.add("control own_tgid " + KernelControl.OWN_TGID);
    lines.add("control environment " + KernelControl.ENVIRONMENT);
    lines.add("control_bytes " + KernelControl.BYTES);
    lines.add("cpu building " + KernelCpus.BUILDING);
    lines.add("cpu first_lost " + KernelCpus.FIRST_LOST);
    lines.add("cpu last_lost " + KernelCpus.LAST_LOST);
    lines.add("cpu lost " + KernelCpus.LOST);
    lines.add("cpu_bytes " + KernelCpus.BYTES);
    lines.add("filter classes " + TypeTable.CLASSES);
    lines.add("filter host " + TypeTable.HOST);
    lines.add("filter container " + TypeTable.CONTAINER);
    lines.add("filter early " + TypeTable.EARLY);
    lines.add("filter file " + TypeTable.FILE);
    lines.add("filter positive " + TypeTable.POSITIVE);
    lines.add("filter positive_sets " + TypeTable.POSITIVE_SETS);
    lines.add("filter first_path " + TypeTable.FIRST_PATH);
    lines.add("filter late " + TypeTable.LATE);
    lines.add("filter once " + TypeTable.ONCE);
    lines.add("filter early_count " + TypeTable.COUNTS);
    lines.add("filter file_needs " + TypeTable.FILE_NEEDS);
    lines.add("filter numbers " + TypeTable.NUMBERS);
    lines.add("filter paths " + TypeTable.PATHS);
    lines.add("filter values " + TypeTable.VALUES);
    lines.add("filter_bytes " + TypeTable.BYTES);
    lines.add("filter_number_bytes " + TypeTable.NUMBER_BYTES);
    lines.add("filter_path_bytes " + TypeTable.PATH_BYTES);
    lines.add("filter_gate_bytes " + PathGate.BYTES);
    lines.add("filter_texts " + TextSets.MAX_TEXTS);
    lines.add("filter_text_bytes " + TextSets.MAX_BYTES);
    for (ExeFlag flag : ExeFlag.values()) {
      lines.add("exe_flag " + flag + " " + flag.bit());
    }
    for (EventType type : EventType.values()) {
      lines.add(
          type.args().stream()
              .map(Arg::name)
              .collect(
                  Collectors.joining(
                      " ",
                      "type %s %d "
                          .formatted(type.callName().toUpperCase(Locale.ROOT), type.code()),
                      "")));
    }
    return lines;
  }
}
