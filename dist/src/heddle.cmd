@echo off
rem SPDX-License-Identifier: Apache-2.0
rem The heddle command on Windows: takes the Java of HEDDLE_JAVA_HOME, of this folder, of JAVA_HOME or of the PATH.
setlocal
set "home=%~dp0.."
set "java="
if defined HEDDLE_JAVA_HOME set "java=%HEDDLE_JAVA_HOME%\bin\java.exe"
if not defined java if exist "%home%\runtime\bin\java.exe" set "java=%home%\runtime\bin\java.exe"
if not defined java if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
if not defined java set "java=java.exe"
"%java%" --version >nul 2>nul
if errorlevel 1 (
  echo heddle: needs a JDK 25 or newer, and found none: "%java%" does not run. Set HEDDLE_JAVA_HOME to the folder of one. 1>&2
  exit /b 1
)
set "agent="
for %%c in (explore replay test) do if "%1"=="%%c" set "agent=-XX:Tier0BackedgeNotifyFreqLog=4 -javaagent:%home%\lib\heddle-testkit-${project.version}.jar"
if defined agent if not defined HEDDLE_JAVA_OPTS if not defined JDK_JAVA_OPTIONS set "agent=%agent% -XX:+UseSerialGC"
"%java%" --add-opens=java.base/java.lang=ALL-UNNAMED --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED --add-exports=java.base/jdk.internal.access=ALL-UNNAMED -Dheddle.testkit=true --enable-native-access=ALL-UNNAMED -XX:+UseCompactObjectHeaders -XX:+EnableDynamicAgentLoading -Xlog:disable -Xlog:all=warning:stderr -Xlog:aot*=off:stderr -Xlog:cds*=off:stderr %HEDDLE_JAVA_OPTS% %agent% -cp "%home%\lib\*;%home%\lib\tools\*" io.heddle.cli.Main %*
exit /b %errorlevel%
