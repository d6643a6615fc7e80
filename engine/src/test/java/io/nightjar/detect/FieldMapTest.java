package io.nightjar.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JdkObsolete") // it is one
class FieldMapTest {

  /** Whatever is in it, it answers as the map that it was made of. */
  @Test
  void isTheSortedMapThatItWasMadeOf() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      SortedMap<String, Object> tree = new TreeMap<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        tree.put("f" + random.nextInt(60), value(random));
      }
      SortedMap<String, Object> map = FieldMap.copyOf(tree);
      assertThat(map).isEqualTo(tree).hasSameHashCodeAs(tree).hasSameSizeAs(tree);
      assertThat(tree).isEqualTo(map);
      assertThat(List.copyOf(map.keySet())).isEqualTo(List.copyOf(tree.keySet()));
      assertThat(map.toString()).isEqualTo(tree.toString());
      for (int i = 0; i < 60; i++) {
        String name = "f" + i;
        String later = "f" + random.nextInt(60);
        assertThat(map.get(name)).isEqualTo(tree.get(name));
        assertThat(map.containsKey(name)).isEqualTo(tree.containsKey(name));
        assertThat(map.headMap(name)).isEqualTo(tree.headMap(name));
        assertThat(map.tailMap(name)).isEqualTo(tree.tailMap(name));
        if (name.compareTo(later) <= 0) {
          assertThat(map.subMap(name, later)).isEqualTo(tree.subMap(name, later));
        }
      }
      if (!tree.isEmpty()) {
        assertThat(map.firstKey()).isEqualTo(tree.firstKey());
        assertThat(map.lastKey()).isEqualTo(tree.lastKey());
      }
    }
  }

  private static Object value(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextBoolean();
      case 2 -> List.of("a", random.nextInt());
      default -> "text " + random.nextInt(50);
    };
  }

  @Test
  void isSortedByNameWhateverItWasSortedBy() {
    SortedMap<String, Object> backwards = new TreeMap<>(Comparator.reverseOrder());
    backwards.put("a", 1L);
    backwards.put("b", 2L);
    SortedMap<String, Object> map = FieldMap.copyOf(backwards);
    assertThat(map.keySet()).containsExactly("a", "b");
    assertThat(map).containsEntry("a", 1L).containsEntry("b", 2L);
    assertThat(map.comparator()).isNull();
  }

  @Test
  void isACopyThatNobodyChanges() {
    SortedMap<String, Object> tree = new TreeMap<>();
    tree.put("a", "1");
    SortedMap<String, Object> map = FieldMap.copyOf(tree);
    tree.put("b", "2");
    assertThat(map).hasSize(1);
    assertThat(FieldMap.copyOf(map)).isSameAs(map);
    assertThatThrownBy(() -> map.put("c", "3")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entrySet().iterator().next().setValue("x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anEmptyOneHasNoFirst() {
    SortedMap<String, Object> none = FieldMap.copyOf(new TreeMap<>());
    assertThat(none).isEmpty();
    assertThat(none.get("a")).isNull();
    assertThatThrownBy(none::firstKey).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(none::lastKey).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> none.subMap("b", "a")).isInstanceOf(IllegalArgumentException.class);
  }
}
