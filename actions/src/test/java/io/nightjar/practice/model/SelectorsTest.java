package io.nightjar.practice.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorsTest {
  private static final Map<String, String> LABELS =
      Map.of("app", "web", "tier", "", "example.io/part-of", "shop");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "app=web|true",
        "app==web|true",
        "app = web|true",
        "app=db|false",
        "app!=db|true",
        "other!=db|true",
        "app|true",
        "!app|false",
        "!other|true",
        "tier=|true",
        "app in (web,db)|true",
        "app in ( web , db ),!other|true",
        "app notin (web)|false",
        "other notin (web)|true",
        "other in (web)|false",
        "example.io/part-of=shop,app=web|true",
        "example.io/part-of=shop,app=db|false"
      })
  void parsesBothFormsOfLabelSelector(String selector, boolean matches) {
    assertThat(LabelSelector.parse(selector).matches(LABELS)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a b", "in (x)", "a=b=c", "a in x", "a>1", "=x", "a in (x"})
  void refusesWhatIsNoSelector(String selector) {
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> LabelSelector.parse(selector))
        .matches(error -> error.code() == 400);
  }

  @Test
  void aPrintedSelectorSelectsTheSame() {
    for (String text : new String[] {"app=web", "app in (db,web),!x", "app notin (db),tier"}) {
      LabelSelector selector = LabelSelector.parse(text);

      assertThat(LabelSelector.parse(selector.text())).isEqualTo(selector);
    }
  }

  @Test
  void readsTheFormInsideObjects() {
    var selector = Json.object();
    selector.putObject("matchLabels").put("app", "web");
    var expression = selector.putArray("matchExpressions").addObject();
    expression.put("key", "tier").put("operator", "NotIn").putArray("values").add("gold");

    assertThat(LabelSelector.of(selector).matches(LABELS)).isTrue();
    assertThat(LabelSelector.of(selector).matches(Map.of("app", "web", "tier", "gold"))).isFalse();
    assertThat(LabelSelector.of(Json.object()).matches(Map.of())).isTrue();
  }

  @Test
  void fieldSelectorsTakeTheFieldsOfTheTypeAlone() {
    var pod = Json.object();
    Json.under(pod, "spec").put("nodeName", "n1");
    Json.under(pod, "metadata").put("name", "p");

    assertThat(matches("spec.nodeName=n1,metadata.name!=q", pod)).isTrue();
    assertThat(matches("spec.nodeName=", pod)).isFalse();
    assertThat(matches("status.phase=", pod)).isTrue();
    assertThatExceptionOfType(ApiError.class)
        .isThrownBy(() -> matches("spec.hostname=x", pod))
        .matches(error -> error.code() == 400);
  }

  private static boolean matches(String selector, JsonNode pod) {
    return FieldSelector.parse(StandardTypes.PODS, selector).matches(pod);
  }
}
