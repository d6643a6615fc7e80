package io.nightjar.rules.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.field.Slots;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.load.Problems;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs: tokens, widths, missing values, hostile texts. */
class OutputTest {
  private static final long TIME = 1_767_225_600_000_000_001L;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain;plain",
        "%proc.name;cat",
        "a %proc.name b;a cat b",
        "%proc.name%proc.name;catcat",
        "%10proc.name|;cat       |",
        "%2proc.name|;ca|",
        "%fd.name;/tmp/x",
        "%fd.sport;<NA>",
        "%8fd.sport|;<NA>    |",
        "%proc.aname;bash runc",
        "%proc.aname[2];runc",
        "%proc.aname[9];<NA>",
        "%toupper(proc.name);CAT",
        "%basename(fd.name).;x.",
        "%len(fd.name);6",
        "%fd.name.bak;/tmp/x.bak",
        "%proc.name.;cat.",
        "(%proc.name);(cat)",
        "%fd.num/%evt.is_open_read;3/true",
        "100%% %proc.name;100% cat",
        "%evt.arg.flags;O_RDONLY",
        "%evt.time;00:00:00.000000001",
        "%evt.time.s;00:00:00",
        "%evt.datetime;2026-01-01 00:00:00.000000001",
        "%evt.time.iso8601;2026-01-01T00:00:00.000000001+0000",
        "%container.id %container.name;host host",
        "%k8s.pod.label[app];<NA>",
        "%evt.args;fd=3 name=/tmp/x flags=0(O_RDONLY) mode=0 dev=<NA> ino=<NA> resolve=<NA>"
      })
  void anOutputIsFilledLikeFalcoDoes(String output, String expected) {
    assertThat(compile(output).text(context("/tmp/x"))).isEqualTo(expected);
  }

  @Test
  void whatATerminalWouldObeyIsShownAsEscapes() {
    String text = compile("%fd.name").text(context("/tmp/\u001b[2J\n\u202Eexe\u0085"));
    assertThat(text).isEqualTo("/tmp/\\u001b[2J\\u000a\\u202eexe\\u0085");
  }

  @Test
  void aWidthCountsCharactersAndNeverCutsOneInHalves() {
    assertThat(compile("%7fd.name|").text(context("/tmp/\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00")))
        .isEqualTo("/tmp/\uD83D\uDE00\uD83D\uDE00|");
  }

  @Test
  void fieldsAreTypedAndMissingOnesAbsent() {
    SortedMap<String, Object> fields =
        compile("%fd.name %fd.num %evt.is_open_read %fd.sport %toupper(proc.name) %evt.time.s")
            .fields(context("/tmp/\u001bx"));
    assertThat(fields)
        .containsEntry("fd.name", "/tmp/\u001bx")
        .containsEntry("fd.num", 3L)
        .containsEntry("evt.is_open_read", true)
        .containsEntry("proc.name", "cat")
        .containsEntry("evt.time", TIME)
        .containsEntry("evt.time.s", TIME)
        .doesNotContainKey("fd.sport");
    assertThat(compile("%fd.sport").keys()).containsExactly("evt.time", "fd.sport");
  }

  @ParameterizedTest
  @CsvSource({
    "%",
    "50% x",
    "%no.field",
    "%proc.name[1]",
    "%toupper(fd.num)",
    "%99999proc.name",
    "%evt.arg[zzz]"
  })
  void anOutputThatCannotBeFilledIsRefused(String output) {
    Problems problems = new Problems();
    assertThat(OutputCompiler.compile(source(output), false, RuleSource.SYSCALL, problems))
        .isNull();
    assertThat(problems.failed()).isTrue();
  }

  private static OutputFormat compile(String output) {
    Problems problems = new Problems();
    OutputFormat format =
        OutputCompiler.compile(source(output), false, RuleSource.SYSCALL, problems);
    assertThat(problems.all()).isEmpty();
    return Objects.requireNonNull(format);
  }

  private static SourceText source(String output) {
    return SourceText.of(output, new SourceFile("t", output).at(0));
  }

  private static EventContext context(String path) {
    ProcessInfo runc = ProcessInfo.builder(1, 1).name("runc").build();
    ProcessInfo bash = ProcessInfo.builder(2, 1).name("bash").parent(runc).build();
    ProcessInfo cat =
        ProcessInfo.builder(3, 1).name("cat").args(List.of("cat", "x")).parent(bash).build();
    EventEncoder event = new EventEncoder().begin(EventType.OPENAT, TIME).process(cat).result(3);
    event.text(Arg.PATH, path).number(Arg.FLAGS, 0);
    EventContext context = new EventContext("node-1", Slots.NONE);
    context.reset(event.view(), cat, ContainerMetadata.UNKNOWN);
    return context;
  }
}
