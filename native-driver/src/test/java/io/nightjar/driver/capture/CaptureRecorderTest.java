package io.nightjar.driver.capture;

import static io.nightjar.driver.capture.CaptureFixture.time;
import static io.nightjar.driver.capture.CaptureFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.RecordedContainer;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader of a capture knows of processes and containers against what was known live. */
final class CaptureRecorderTest {
  private static final ContainerIdentity WEB = new ContainerIdentity("ab".repeat(32), "uid-1");

  @TempDir Path folder;
  private final ProcessTable live = ProcessTable.ofEventsAlone();
  private final EventEncoder encoder = new EventEncoder();
  private final Map<ContainerIdentity, RecordedContainer> cluster = new HashMap<>();
  private final List<String> lived = new ArrayList<>();
  private final List<String> replayed = new ArrayList<>();
  private int clock;

  @Test
  void processesAreReplayedAsTheyWereLive() throws Exception {
    ProcessInfo shell = process(10, "sh").userName("root").build();
    live.put(shell);
    capture(
        process -> true,
        recorder -> {
          exec(recorder, process(20, "id").parent(shell).build());
          // as if /proc had told: the events alone do not say these
          live.put(process(20, "id").parent(shell).userName("www-data").container(WEB).build());
          unlink(recorder, 20);
          live.put(process(30, "late").parentTgid(20).cwd("/srv").build());
          unlink(recorder, 30);
          unlink(recorder, 40);
        });

    assertThat(replay()).isEqualTo(lived).hasSize(4);
    assertThat(lived.get(1)).contains("www-data").contains(WEB.containerId());
  }

  @Test
  void onlyWantedProcessesLeaveATraceAndTheirAncestors() throws Exception {
    ProcessInfo init = process(1, "init").build();
    ProcessInfo shim = process(5, "shim").parent(init).args(List.of("shim", "secret")).build();
    List.of(init, shim, process(6, "other").parent(init).build()).forEach(live::put);
    capture(
        process -> process.container().equals(WEB),
        recorder -> {
          unlink(recorder, 6);
          exec(recorder, process(7, "also-other").parent(init).build());
          live.put(process(20, "web").parent(shim).container(WEB).build());
          unlink(recorder, 20);
        });
    lived.removeIf(line -> !line.contains(WEB.containerId()));

    assertThat(replay()).isEqualTo(lived).hasSize(1);
    assertThat(lived.getFirst()).contains("shim");
    try (CaptureSource source = CaptureSource.open(folder.resolve("a.njcap"))) {
      assertThat(CaptureFixture.read(source)).hasSize(1);
      assertThat(source.processes().get(5)).isNotNull();
      assertThat(source.processes().get(6)).isNull();
      assertThat(source.processes().get(7)).isNull();
    }
  }

  @Test
  void aContainerIsToldBeforeItsFirstEventOrAsSoonAsTheClusterKnowsIt() throws Exception {
    RecordedContainer early = container("early");
    RecordedContainer later = container("later");
    live.put(process(20, "web").container(WEB).build());
    cluster.put(WEB, early);
    capture(
        process -> true,
        recorder -> {
          unlink(recorder, 20);
          cluster.put(WEB, later);
          recorder.lookAtContainers();
          unlink(recorder, 20);
        });

    try (CaptureSource source = CaptureSource.open(folder.resolve("a.njcap"))) {
      List<@Nullable RecordedContainer> known = new ArrayList<>();
      source.poll(event -> known.add(source.container(WEB.containerId())), 0);
      assertThat(known).containsExactly(early, later);
    }
  }

  @Test
  void aRecordHoldsEverythingOfAProcess() throws Exception {
    ProcessInfo process =
        ProcessInfo.builder(1, 2)
            .namespaceTgid(3)
            .parentTgid(4)
            .session(5, 6)
            .tty(7)
            .user(8, 9)
            .group(10, 11)
            .loginUid(12)
            .cgroupId(13)
            .capabilities(14, 15, 16)
            .exeFlags(17)
            .exeFile(18, 19, 20)
            .argsTruncated(true)
            .name("a")
            .exePath("b")
            .cwd("c")
            .userName("d")
            .groupName("e")
            .container(WEB)
            .cgroupPath("/pod")
            .namespaceStart(21)
            .args(List.of("f", "", "ä"))
            .environment(List.of("A=1", "B="))
            .build();
    var buffer = CaptureFormat.buffer(4096);
    ProcessRecord.fields(process).accept(new FieldWriter(buffer));
    ProcessInfo read = ProcessRecord.read(new FieldReader(buffer.flip()));

    ProcessInfo nothing = ProcessInfo.builder(0, 0).build();
    for (Method getter : ProcessInfo.class.getMethods()) {
      boolean value =
          getter.getParameterCount() == 0
              && getter.getDeclaringClass() == ProcessInfo.class
              && !Modifier.isStatic(getter.getModifiers())
              && !List.of("toBuilder", "toString", "parent", "ancestors", "note", "traits")
                  .contains(getter.getName());
      if (value) {
        assertThat(getter.invoke(read)).as(getter.getName()).isEqualTo(getter.invoke(process));
        assertThat(getter.invoke(process))
            .as("%s must be set here to be tested", getter.getName())
            .isNotEqualTo(getter.invoke(nothing));
      }
    }
  }

  private interface Story {
    void tell(CaptureRecorder recorder);
  }

  private void capture(Predicate<ProcessInfo> wanted, Story story) throws Exception {
    try (CaptureWriter writer = writer(folder.resolve("a.njcap"))) {
      story.tell(new CaptureRecorder(writer, live, wanted, cluster::get));
    }
  }

  private List<String> replay() throws Exception {
    try (CaptureSource source = CaptureSource.open(folder.resolve("a.njcap"))) {
      while (!source.ended()) {
        source.poll(event -> replayed.add(describe(source.processes().apply(event))), 0);
      }
    }
    return replayed;
  }

  private void unlink(CaptureRecorder recorder, int pid) {
    ProcessInfo known = live.get(pid);
    long start = known == null ? pid : known.startTimeTicks();
    hand(
        recorder,
        encoder
            .begin(EventType.UNLINK, time(clock++))
            .process(pid, start, 1000, 1000)
            .text(Arg.PATH, "/x")
            .view());
  }

  private void exec(CaptureRecorder recorder, ProcessInfo process) {
    hand(recorder, encoder.exec(process, "/", time(clock++)).view());
  }

  private void hand(CaptureRecorder recorder, EventView event) {
    recorder.on(event);
    ProcessInfo process = live.get(event.tgid());
    lived.add(process == null ? "nobody" : describe(process));
  }

  private static String describe(ProcessInfo process) {
    StringBuilder text = new StringBuilder(line(process));
    process.ancestors().forEach(ancestor -> text.append(" < ").append(line(ancestor)));
    return text.toString();
  }

  private static String line(ProcessInfo p) {
    return String.join(
        " ",
        p.toString(),
        p.commandLine(),
        p.cwd(),
        p.uid() + "=" + p.userName(),
        p.containerId(),
        p.podUid());
  }

  private static ProcessInfo.Builder process(int pid, String name) {
    return ProcessInfo.builder(pid, pid)
        .name(name)
        .args(List.of(name))
        .user(1000, 1000)
        .group(1000, 1000);
  }

  private static RecordedContainer container(String name) {
    return new RecordedContainer(
        WEB.containerId(), name, "", "", "", "", null, "", "", "", new TreeMap<>());
  }
}
