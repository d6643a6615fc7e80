package io.nightjar.page;

import io.nightjar.http.Route;
import java.util.List;

/** Pages that belong together. */
public interface PageRoutes {
  List<Route> routes();
}
