package io.nightjar.driver.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaitLedgerTest {
  private final BaitLedger ledger = new BaitLedger();

  private void see(int process, int first, int end) {
    IntStream.range(first, end).forEach(number -> ledger.see(process + "." + number));
  }

  private static LoadResult laid(long... bait) {
    return new LoadResult(
        Arrays.stream(bait)
            .mapToObj(count -> new LoadResult.Worker(1, 1, 1, count, 0, 0, 0))
            .toList());
  }

  @Test
  void missesNothingWhenAllOfEveryProcessWasSeen() {
    see(1, 0, 5);
    see(0, 0, 3);
    BaitLedger.State state = ledger.state();
    assertThat(state.seen()).isEqualTo(8);
    assertThat(state.missing(laid(3, 5))).isZero();
    assertThat(state.gaps(laid(3, 5))).isZero();
  }

  @Test
  void countsGapsAtTheBeginningInTheMiddleAndAtTheEnd() {
    see(0, 2, 4);
    see(0, 6, 8);
    BaitLedger.State state = ledger.state();
    assertThat(state.numbers()).containsEntry(0, List.of(2, 3, 6, 7));
    assertThat(state.missing(laid(10))).isEqualTo(6);
    assertThat(state.gaps(laid(10))).isEqualTo(3);
  }

  @Test
  void countsAProcessOfWhichNothingWasSeen() {
    see(0, 0, 4);
    assertThat(ledger.state().missing(laid(4, 4))).isEqualTo(4);
    assertThat(ledger.state().gaps(laid(4, 4))).isEqualTo(1);
  }

  @Test
  void tellsWhatCameTwiceAndWhatCameLate() {
    see(0, 0, 3);
    ledger.see("0.1");
    ledger.see("0.7");
    ledger.see("0.5");
    BaitLedger.State state = ledger.state();
    assertThat(state.seen()).isEqualTo(5);
    assertThat(state.twice()).isEqualTo(1);
    assertThat(state.disordered()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "0", "0.", ".1", "a.b", "-1.0", "0.-1", "9999.1", "0.99999999999"})
  void countsAnythingElseAsStrange(String name) {
    ledger.see(name);
    assertThat(ledger.state().strange()).isEqualTo(1);
    assertThat(ledger.state().seen()).isZero();
  }

  @Test
  void beginsAnew() {
    see(0, 0, 3);
    ledger.see("x");
    ledger.clear();
    assertThat(ledger.state()).isEqualTo(new BaitLedger.State(0, 0, 0, 0, Map.of()));
  }
}
