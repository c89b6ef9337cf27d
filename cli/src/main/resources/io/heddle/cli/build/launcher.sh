#!/bin/sh
# Starts @NAME@ with the Java runtime in this folder.
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
case $self in
  */*) bin=${self%/*} ;;
  *) bin=. ;;
esac
app=$bin/../lib/app/@NAME@
cache=$app.aot
[ -f "$cache" ] || cache=
[ -n "$LC_ALL$LC_CTYPE$LANG" ] || export LC_CTYPE=C.UTF-8
exec "$bin/java" ${cache:+-XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining "-XX:AOTCache=$cache"} \
  --add-opens=java.base/java.lang=ALL-UNNAMED \
  --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED --add-exports=java.base/jdk.internal.access=ALL-UNNAMED \
  --enable-native-access=ALL-UNNAMED \
  -XX:+UseCompactObjectHeaders -XX:+EnableDynamicAgentLoading \
  -Xlog:disable -Xlog:all=warning:stderr -Xlog:aot*=off:stderr -Xlog:cds*=off:stderr \
  $HEDDLE_JAVA_OPTS -cp "$app.jar" heddle.Start "$@"
