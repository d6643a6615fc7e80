package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** None of these calls can succeed: what they are given is no module. */
final class ModuleIT extends HookIT {
  private static final int O_NONBLOCK = 04000;
  private static final int IGNORE_MODVERSIONS = 1;

  @Test
  void tellsAnImageFromMemory() {
    EventView event = call("init-module", "image", 5, "debug=1").only(EventType.INIT_MODULE);

    assertThat(event.result()).isNegative();
    assertThat(event.number(Arg.SIZE)).isEqualTo(5);
    assertThat(event.text(Arg.PARAMETERS)).isEqualTo("debug=1");
    assertThat(event.has(Arg.PATH)).isFalse();
    assertThat(event.has(Arg.NAME)).isFalse();
  }

  @Test
  void tellsTheFileBehindTheDescriptor() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("harmless"), file);
    EventView event =
        call("finit-module", link, "a=b c=d", IGNORE_MODVERSIONS).only(EventType.FINIT_MODULE);

    assertThat(event.result()).isNegative();
    assertThat(event.number(Arg.FD)).isPositive();
    assertThat(event.number(Arg.FLAGS)).isEqualTo(IGNORE_MODVERSIONS);
    assertThat(event.text(Arg.PATH)).isEqualTo(file.toString());
    assertThat(event.text(Arg.PARAMETERS)).isEqualTo("a=b c=d");
  }

  @Test
  void tellsTheModuleThatShallGo() {
    EventView event = call("delete-module", "no_such", O_NONBLOCK).only(EventType.DELETE_MODULE);

    assertThat(event.result()).isNegative();
    assertThat(event.text(Arg.NAME)).isEqualTo("no_such");
    assertThat(event.number(Arg.FLAGS)).isEqualTo(O_NONBLOCK);
  }
}
