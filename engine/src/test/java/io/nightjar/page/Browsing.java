package io.nightjar.page;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One Chromium for all tests of the pages; a skipped test says where none was found. */
public final class Browsing implements AutoCloseable {

  private static final List<Path> PLACES =
      Stream.of("chromium", "chromium-browser", "google-chrome", "chrome")
          .map(name -> Path.of("/usr/bin", name))
          .toList();
  private static final List<String> ARGUMENTS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-background-networking");

  private final Playwright playwright;
  private final Browser browser;

  private Browsing(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Skips the test where there is no Chromium. */
  static Browsing start() {
    Optional<Path> chromium = PLACES.stream().filter(Files::isExecutable).findFirst();
    assumeThat(chromium).as("a Chromium is needed, at one of " + PLACES).isPresent();
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      Browser browser =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(chromium.orElseThrow())
                      .setArgs(ARGUMENTS));
      return new Browsing(playwright, browser);
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  /** As a phone shows it; a context is a browser without memory, to be closed after use. */
  public BrowserContext phone() {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(390, 844)
            .setDeviceScaleFactor(2)
            .setHasTouch(true)
            .setIsMobile(true)
            .setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
  }

  public BrowserContext desktop() {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(1280, 800)
            .setColorScheme(com.microsoft.playwright.options.ColorScheme.DARK));
  }

  /** A context as wanted. */
  public BrowserContext context(Browser.NewContextOptions options) {
    return browser.newContext(options);
  }

  /** Keeps what the page looks like in {@code target/screenshots}. */
  public static void keep(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "screenshots", name + ".png")));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
