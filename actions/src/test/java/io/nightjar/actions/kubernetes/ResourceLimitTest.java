package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceLimitTest {

  @ParameterizedTest
  @CsvSource({
    "cpu,1000m,1", "cpu,0.5,500m", "cpu,2,2", "cpu,1500m,1500m",
    "memory,1024Mi,1Gi", "memory,3000Ki,3000Ki", "memory,1500M,1500M", "memory,1G,1G",
    "memory,1048576,1048576", "ephemeral-storage,2000000,2M"
  })
  void isWrittenAsTheServerGivesItBack(String resource, String asked, String canonical) {
    assertThat(ResourceLimit.of(resource, asked).orElseThrow().text()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "cpu,0",
    "cpu,0m",
    "cpu,1Gi",
    "cpu,1e3",
    "cpu,-1",
    "cpu,''",
    "memory,0",
    "memory,1",
    "memory,1m",
    "memory,1.5Gi",
    "memory,1Pi",
    "memory,1000Ki",
    "memory,9999999999999999"
  })
  void nonsenseIsNoLimit(String resource, String asked) {
    assertThat(ResourceLimit.of(resource, asked)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"500m,true", "499m,true", "0.2,false", "200m,false", "2,true", "1e3,true"})
  void comparesWithAnyFormOfAQuantity(String there, boolean more) {
    ResourceLimit limit = ResourceLimit.of("cpu", "200m").orElseThrow();
    assertThat(limit.isBelow(TextNode.valueOf(there))).isEqualTo(more);
    assertThat(limit.isBelow(MissingNode.getInstance())).isTrue();
  }
}
