@echo off
rem Starts @NAME@ with the Java runtime in this folder.
setlocal
set "app=%~dp0..\lib\app\@NAME@"
set "cache="
if exist "%app%.aot" set cache=-XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining "-XX:AOTCache=%app%.aot"
"%~dp0java.exe" %cache% --add-opens=java.base/java.lang=ALL-UNNAMED --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED --add-exports=java.base/jdk.internal.access=ALL-UNNAMED --enable-native-access=ALL-UNNAMED -XX:+UseCompactObjectHeaders -XX:+EnableDynamicAgentLoading -Xlog:disable -Xlog:all=warning:stderr -Xlog:aot*=off:stderr -Xlog:cds*=off:stderr %HEDDLE_JAVA_OPTS% -cp "%app%.jar" heddle.Start %*
exit /b %errorlevel%
