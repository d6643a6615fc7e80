package io.nightjar.rules.field;

import io.nightjar.rules.match.IpAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code fd.sip.name} and its kin: names that rules give, compared by their addresses. */
public final class HostNameFields {

  private static final Map<String, Extractor.Address> ADDRESSES =
      Map.of(
          "fd.cip.name", SocketFields.CLIENT,
          "fd.sip.name", SocketFields.SERVER,
          "fd.lip.name", SocketFields.LOCAL,
          "fd.rip.name", SocketFields.REMOTE);

  private HostNameFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    name(list, "fd.cip.name", "Name of the client's address, if a rule names it.");
    name(list, "fd.sip.name", "Name of the server's address, if a rule names it.");
    name(list, "fd.lip.name", "Name of the local address, if a rule names it.");
    name(list, "fd.rip.name", "Name of the remote address, if a rule names it.");
    return list.fields();
  }

  /** The address that the field is the name of; null for any other field. */
  public static Extractor.@Nullable Address addressOf(String field) {
    return ADDRESSES.get(field);
  }

  private static void name(FieldList list, String field, String summary) {
    Extractor.Address address = ADDRESSES.get(field);
    list.text(
        field,
        summary,
        c -> {
          IpAddress known = address == null ? null : address.address(c);
          return known == null ? null : c.hostNames().name(known);
        });
  }
}
