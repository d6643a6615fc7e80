package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A limit of one resource as it may be asked for.
 *
 * @param resource {@code cpu}, {@code memory} or {@code ephemeral-storage}
 * @param amount in cores or bytes
 * @param text the same in the canonical form, which the API server gives back unchanged
 */
record ResourceLimit(String resource, BigDecimal amount, String text) {
  static final String CPU = "cpu";

  private static final Pattern CORES = Pattern.compile("[0-9]{1,4}(\\.[0-9]{1,3})?|[0-9]{1,7}m");
  private static final Pattern BYTES = Pattern.compile("[0-9]{1,15}(k|M|G|T|Ki|Mi|Gi|Ti)?");
  private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1 << 20);
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti"};
  private static final String[] DECIMAL = {"", "k", "M", "G", "T"};

  /** Empty when it is not written so, or is less than a millicore or a mebibyte. */
  static Optional<ResourceLimit> of(String resource, String text) {
    boolean cpu = resource.equals(CPU);
    if (!(cpu ? CORES : BYTES).matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal amount = new Quantity(text).getNumericalAmount();
    return amount.compareTo(cpu ? new BigDecimal("0.001") : MEBIBYTE) < 0
        ? Optional.empty()
        : Optional.of(
            new ResourceLimit(
                resource, amount, cpu ? cores(amount) : bytes(amount, text.endsWith("i"))));
  }

  /** Whether a quantity in a template, of whatever form, lets through more than this. */
  boolean isBelow(JsonNode quantity) {
    return quantity.isMissingNode()
        || new Quantity(quantity.asText()).getNumericalAmount().compareTo(amount) > 0;
  }

  private static String cores(BigDecimal amount) {
    long millicores = amount.movePointRight(3).longValueExact();
    return millicores % 1000 == 0 ? "" + millicores / 1000 : millicores + "m";
  }

  private static String bytes(BigDecimal amount, boolean binary) {
    long bytes = amount.longValueExact();
    return binary ? suffixed(bytes, 1024, BINARY) : suffixed(bytes, 1000, DECIMAL);
  }

  private static String suffixed(long bytes, int step, String[] suffixes) {
    long rest = bytes;
    int power = 0;
    while (rest % step == 0 && power < suffixes.length - 1) {
      rest /= step;
      power++;
    }
    return rest + suffixes[power];
  }
}
