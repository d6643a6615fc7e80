package io.nightjar.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedTest {

  @Test
  void whatIsEqualIsTheSame() {
    String first = Shared.text(new String("shared of this test"));
    assertThat(Shared.text(new String("shared of this test"))).isSameAs(first);
    SortedSet<String> tags = Shared.tags(new TreeSet<>(List.of("b of this test", "a")));
    assertThat(Shared.tags(new TreeSet<>(List.of("a", "b of this test")))).isSameAs(tags);
    assertThat(tags).containsExactly("a", "b of this test");
  }

  @Test
  void whateverCameInBetweenTheTextIsTheSame() {
    for (int i = 0; i < 50_000; i++) {
      assertThat(Shared.text("text " + i)).isEqualTo("text " + i);
    }
    SortedSet<String> many = new TreeSet<>();
    IntStream.range(0, 100).forEach(i -> many.add("tag " + i));
    assertThat(Shared.tags(many)).isEqualTo(many);
    assertThat(Shared.text("x".repeat(1_000))).hasSize(1_000);
  }

  @Test
  void tagsAreNobodysToChange() {
    SortedSet<String> own = new TreeSet<>(List.of("c of this test"));
    SortedSet<String> tags = Shared.tags(own);
    own.add("d");
    assertThat(tags).containsExactly("c of this test");
    assertThatThrownBy(() -> tags.add("e")).isInstanceOf(UnsupportedOperationException.class);
  }
}
