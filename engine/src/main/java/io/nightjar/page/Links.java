package io.nightjar.page;

/** Addresses of pages; what an id holds stays one part of the path. */
public final class Links {

  private Links() {}

  public static String response(String id) {
    return "/responses/" + Address.encoded(id);
  }

  public static String incident(String id) {
    return "/incidents/" + Address.encoded(id);
  }

  public static String detection(String id) {
    return "/detections/" + Address.encoded(id);
  }

  /** The proof of one leaf of the audit log. */
  public static String proof(long leaf) {
    return "/audit/leaves/" + leaf;
  }
}
