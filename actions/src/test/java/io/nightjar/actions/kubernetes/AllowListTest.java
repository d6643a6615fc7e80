package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Parameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.0/28", "10.0.0.0/8", "2001:db8::/32", "::1/128", "192.0.2.7/32"})
  void takesAddressRanges(String range) {
    assertThat(AllowList.problem(Parameters.NONE.with(AllowList.CIDR, range))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0/0",
        "::/0",
        "10.0.0.0/7",
        "10.0.0.0/33",
        "10.0.0.0",
        "10.0.0/24",
        "300.0.0.0/24",
        "a/24",
        "",
        "2001:db8::/129"
      })
  void refusesWhatOpensTooMuchOrIsNone(String range) {
    assertThat(AllowList.problem(Parameters.NONE.with(AllowList.CIDR, range))).isPresent();
  }
}
