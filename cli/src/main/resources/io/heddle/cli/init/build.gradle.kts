plugins {
  application
}

repositories {
  mavenCentral()
%REPOSITORY%}

dependencies {
  implementation("io.heddle:heddle:@project.version@")
  testImplementation("io.heddle:heddle-testkit:@project.version@")
  testImplementation("org.junit.jupiter:junit-jupiter:@junit.version@")
  testRuntimeOnly("org.junit.platform:junit-platform-launcher:@junit.version@")
}

java {
  toolchain {
    languageVersion = JavaLanguageVersion.of(25)
  }
}

// Heddle's scheduler needs it wherever the program or a test runs; without it goroutines run on the JDK's, more slowly.
val heddleFlag = "--add-opens=java.base/java.lang=ALL-UNNAMED"

application {
  mainClass = "%PACKAGE%.%CLASS%"
  applicationDefaultJvmArgs = listOf(heddleFlag)
}

tasks.test {
  useJUnitPlatform()
  jvmArgs(heddleFlag)
}

tasks.jar {
  manifest {
    attributes("Main-Class" to "%PACKAGE%.%CLASS%", "Add-Opens" to "java.base/java.lang")
  }
}
