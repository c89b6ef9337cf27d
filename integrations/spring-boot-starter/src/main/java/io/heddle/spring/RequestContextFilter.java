// SPDX-License-Identifier: Apache-2.0
package io.heddle.spring;

import io.heddle.context.CancelContext;
import io.heddle.context.Context;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request a context as {@code Context.current()}: cancelled at its deadline, when the
 * client hangs up, when the application shuts down, and when the request is over. Go's {@code
 * http.Request.Context}.
 */
final class RequestContextFilter extends HttpFilter {
  private static final long serialVersionUID = 1;
  private static final String ATTRIBUTE = RequestContextFilter.class.getName();
  private static final long NANOS = 1_000_000_000;

  private final transient RunningTasks tasks;
  private final transient GoroutinesProperties.Request properties;
  private final transient @Nullable DisconnectWatch watch;

  RequestContextFilter(
      RunningTasks tasks,
      GoroutinesProperties.Request properties,
      @Nullable DisconnectWatch watch) {
    this.tasks = tasks;
    this.properties = properties;
    this.watch = watch;
  }

  /** A request's context, and what ends with it. It may be ended several times. */
  private final class Running implements AsyncListener {
    final CancelContext context;
    private final @Nullable AutoCloseable watched;
    private boolean isOver;

    Running(HttpServletRequest request) {
      var timeout = timeout(request);
      var above = tasks.application();
      context = timeout == null ? above.withCancel() : above.withTimeout(timeout);
      watched = watch == null ? null : watch.add(request, context);
      tasks.began();
    }

    synchronized void end() {
      if (!isOver) {
        isOver = true;
        if (watch != null && watched != null) {
          watch.remove(watched);
        }
        context.close();
        tasks.ended();
      }
    }

    @Override
    public void onComplete(AsyncEvent event) {
      end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      context.cancel(new java.util.concurrent.TimeoutException("asynchronous request"));
    }

    @Override
    public void onError(AsyncEvent event) {
      context.cancel(event.getThrowable());
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean isFirst = !(request.getAttribute(ATTRIBUTE) instanceof Running);
    if (isFirst) {
      request.setAttribute(ATTRIBUTE, new Running(request));
    }
    var running = (Running) request.getAttribute(ATTRIBUTE);
    try {
      in(running.context, () -> chain.doFilter(request, response));
    } finally {
      if (isFirst) {
        if (request.isAsyncStarted()) {
          request.getAsyncContext().addListener(running);
        } else {
          running.end();
        }
      }
    }
  }

  private interface Body {
    void run() throws IOException, ServletException;
  }

  private static void in(Context context, Body body) throws IOException, ServletException {
    try {
      context.run(body::run);
    } catch (IOException | ServletException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  private @Nullable Duration timeout(HttpServletRequest request) {
    var most = properties.timeout();
    var name = properties.timeoutHeader();
    var asked = name == null ? null : duration(request.getHeader(name));
    return asked == null || most != null && most.compareTo(asked) < 0 ? most : asked;
  }

  /** What is not a positive duration asks for nothing. */
  static @Nullable Duration duration(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      var d =
          text.startsWith("P")
              ? Duration.parse(text)
              : Duration.ofNanos((long) (Double.parseDouble(text) * NANOS));
      return d.isPositive() ? d : null;
    } catch (DateTimeParseException | NumberFormatException e) {
      return null;
    }
  }
}
