# The imported targets of the ROS wheels carry include directories of the machine that built them, and CMake refuses to generate when one does
# not exist. Where every directory exists, as in a ROS distribution, this changes nothing.
#
# drop_missing_include_directories()
#   Removes from each imported target of this directory those INTERFACE_INCLUDE_DIRECTORIES that do not exist.
#   Call after every find_package and rosidl_generate_interfaces. Generator expressions are kept as they are.
function(drop_missing_include_directories)
  get_property(targets DIRECTORY PROPERTY IMPORTED_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(directories ${target} INTERFACE_INCLUDE_DIRECTORIES)
    if(NOT directories)
      continue()
    endif()
    set(kept "")
    foreach(directory IN LISTS directories)
      if(directory MATCHES "\\$<" OR EXISTS "${directory}")
        list(APPEND kept "${directory}")
      endif()
    endforeach()
    if(NOT "${kept}" STREQUAL "${directories}")
      set_target_properties(${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${kept}")
    endif()
  endforeach()
endfunction()
