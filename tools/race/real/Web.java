// SPDX-License-Identifier: Apache-2.0
package real;

import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Spring Boot on Tomcat under load, with Jackson and Logback. */
@SpringBootApplication
@RestController
public class Web {
  @GetMapping("/greeting")
  Map<String, Object> greeting(@RequestParam("n") int n) {
    LoggerFactory.getLogger(Web.class).info("greeting {}", n);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("text", "hello");
    answer.put("n", n);
    return answer;
  }

  public static void main(String[] args) throws Exception {
    var context = SpringApplication.run(Web.class, "--server.port=0", "--logging.level.real=INFO");
    int port = Integer.parseInt(context.getEnvironment().getProperty("local.server.port"));
    Load.on(port, "/greeting");
    context.close();
  }
}
