package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where there is no library, it is said why, and what to do. */
final class NativeLibraryTest {

  @Test
  void aLibraryForThisProcessorIsTaken() {
    assertThat(NativeLibrary.absence("aarch64", Set.of("aarch64")::contains)).isEmpty();
  }

  @Test
  void aBuildForAnotherProcessorIsToldFromOneWithoutALibrary() {
    assertThat(NativeLibrary.absence("aarch64", Set.of("x86_64")::contains))
        .isEqualTo(
            "this build has the driver for x86_64, this machine is aarch64: take the package or"
                + " image for it");
    assertThat(NativeLibrary.absence("aarch64", architecture -> false))
        .startsWith("not built: this build has no /native/linux-aarch64/libnightjar.so");
  }

  @Test
  void aProcessorThatTheDriverIsNotMadeForIsNamed() {
    assertThat(NativeLibrary.absence("riscv64", Set.of("x86_64")::contains))
        .isEqualTo("the driver is made for x86_64 and aarch64, this machine is riscv64");
  }
}
