package io.nightjar.rules.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.EventType;
import io.nightjar.rules.language.ConditionParser;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.language.SyntaxError;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which events a condition can hold for. */
class EventTypesTest {
  @Test
  void andIntersectsAndOrUnites() throws SyntaxError {
    assertThat(of("evt.type in (open, openat) and evt.type in (openat, creat)"))
        .containsExactly(EventType.OPENAT);
    assertThat(of("evt.type = open or evt.type = creat"))
        .containsExactlyInAnyOrder(EventType.OPEN, EventType.CREAT);
  }

  @Test
  void notExchangesThem() throws SyntaxError {
    assertThat(of("not (evt.type = open or evt.type = creat)"))
        .isEqualTo(allBut(EventType.OPEN, EventType.CREAT));
    assertThat(of("not (evt.type != open and evt.type != creat)"))
        .containsExactlyInAnyOrder(EventType.OPEN, EventType.CREAT);
    assertThat(of("not evt.type != open")).containsExactly(EventType.OPEN);
  }

  @Test
  void otherChecksNeverNarrowNotEvenNegated() throws SyntaxError {
    assertThat(of("evt.type = open and proc.name = x")).containsExactly(EventType.OPEN);
    assertThat(of("evt.type = open or proc.name = x")).isEqualTo(allBut());
    assertThat(of("not (evt.type = open and proc.name = x)")).isEqualTo(allBut());
    assertThat(of("not (evt.type = open or proc.name = x)")).isEqualTo(allBut(EventType.OPEN));
    assertThat(of("evt.type startswith open")).isEqualTo(allBut());
  }

  @Test
  void eventsThatTheDriverDoesNotSendAreNoTypes() throws SyntaxError {
    assertThat(of("evt.type = flock")).isEmpty();
    assertThat(of("evt.type in (flock, connect)")).containsExactly(EventType.CONNECT);
    assertThat(of("evt.type in (clone, procexit)"))
        .containsExactlyInAnyOrder(EventType.CLONE, EventType.PROCESS_EXIT);
  }

  private static Set<EventType> allBut(EventType... types) {
    Set<EventType> all = EnumSet.allOf(EventType.class);
    for (EventType type : types) {
      all.remove(type);
    }
    return all;
  }

  private static Set<EventType> of(String condition) throws SyntaxError {
    SourceText source = SourceText.of(condition, new SourceFile("t", condition).at(0));
    return EventTypes.of(ConditionParser.parse(source));
  }
}
