package io.nightjar.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A test of pages in a real browser; needs Chromium. Server and browser are started once. */
@ExtendWith(PageIT.Started.class)
public abstract class PageIT {

  /** Everything that ran, so that a test can say that nothing else did. */
  protected final List<String> requests = new ArrayList<>();

  protected final List<String> complaints = new ArrayList<>();

  private final List<BrowserContext> opened = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  protected PageServer server;

  @SuppressWarnings("NullAway.Init")
  protected Browsing browsing;

  /** Holds both until the last test of all classes is over. */
  public static final class Started implements ParameterResolver {

    private static final ExtensionContext.Namespace PLACE =
        ExtensionContext.Namespace.create(Started.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      Class<?> type = parameter.getParameter().getType();
      return type == PageServer.class || type == Browsing.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      ExtensionContext.Store store = context.getRoot().getStore(PLACE);
      return parameter.getParameter().getType() == Browsing.class
          ? store.computeIfAbsent(Browsing.class, key -> Browsing.start(), Browsing.class)
          : store.computeIfAbsent(PageServer.class, key -> PageServer.start(), PageServer.class);
    }
  }

  @BeforeEach
  void begin(Browsing started, PageServer serving) {
    browsing = started;
    server = serving;
    server.reset();
  }

  @AfterEach
  void end() {
    opened.forEach(BrowserContext::close);
  }

  protected Page phone() {
    return page(browsing.phone());
  }

  protected Page desktop() {
    return page(browsing.desktop());
  }

  /** A page whose requests and complaints are noted. */
  protected Page page(BrowserContext context) {
    opened.add(context);
    context.setDefaultTimeout(10_000);
    Page page = context.newPage();
    page.onRequest(request -> requests.add(request.method() + " " + request.url()));
    page.onConsoleMessage(message -> complaints.add(message.text()));
    page.onPageError(complaints::add);
    return page;
  }

  protected Page open(Page page, String path) {
    page.navigate(server.url().resolve(path).toString());
    return page;
  }
}
